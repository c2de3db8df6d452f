/// Tests of the bench's API server, with the client that agents use.
@NullMarked
package io.gingham.bench.api;

import org.jspecify.annotations.NullMarked;
