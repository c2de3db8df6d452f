/// What a kubelet's probes ask, under the paths and on the port that Felix has: `/liveness` says
/// whether the agent's loop turns, `/readiness` whether pods on this node get network and policy.
/// Only the node itself can ask.
@NullMarked
package io.gingham.agent.health;

import org.jspecify.annotations.NullMarked;
