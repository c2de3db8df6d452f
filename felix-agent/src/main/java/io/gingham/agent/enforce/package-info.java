/// From the cluster's state to rules in the kernel, and the gate that holds a pod's ADD until its
/// rules are there.
@NullMarked
package io.gingham.agent.enforce;

import org.jspecify.annotations.NullMarked;
