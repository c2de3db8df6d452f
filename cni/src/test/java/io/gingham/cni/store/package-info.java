/// Tests of `io.gingham.cni.store`.
@NullMarked
package io.gingham.cni.store;

import org.jspecify.annotations.NullMarked;
