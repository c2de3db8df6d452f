/// Tests of `io.gingham.cni.ipam`.
@NullMarked
package io.gingham.cni.ipam;

import org.jspecify.annotations.NullMarked;
