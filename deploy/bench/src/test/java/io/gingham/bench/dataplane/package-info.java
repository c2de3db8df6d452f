/// Tests that touch the kernel run in private namespaces.
@NullMarked
package io.gingham.bench.dataplane;

import org.jspecify.annotations.NullMarked;
