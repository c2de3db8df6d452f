/// From changes of the cluster to changes of this node's program.
@NullMarked
package io.gingham.policy.calc;

import org.jspecify.annotations.NullMarked;
