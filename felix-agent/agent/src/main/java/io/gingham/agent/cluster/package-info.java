/// What the agent reads of the cluster: nodes, and the settings that hold for all of them. Pure
/// values and functions.
@NullMarked
package io.gingham.agent.cluster;

import org.jspecify.annotations.NullMarked;
