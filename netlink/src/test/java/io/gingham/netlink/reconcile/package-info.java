/// The reconcilers against the fake kernel and the real one.
@NullMarked
package io.gingham.netlink.reconcile;

import org.jspecify.annotations.NullMarked;
