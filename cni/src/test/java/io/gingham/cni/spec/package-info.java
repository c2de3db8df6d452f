/// Tests of `io.gingham.cni.spec`.
@NullMarked
package io.gingham.cni.spec;

import org.jspecify.annotations.NullMarked;
