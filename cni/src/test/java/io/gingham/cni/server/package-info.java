/// Tests of `io.gingham.cni.server`.
@NullMarked
package io.gingham.cni.server;

import org.jspecify.annotations.NullMarked;
