/// Between the cluster and the speaker: who peers with whom, and which routes go where.
///
/// ```
///   Node, BGPConfiguration, BGPPeer ──▶ PeeringPlan ──▶ BgpSpeaker ──▶ best paths ──▶ RoutesPart ──▶ kernel
///   podCIDRs, pods with an address of another node's block ──▶ originated prefixes ──┤   └── blackhole of the own blocks
///   BGPPeers with localWorkloadSelector, pods' labels ─▶ WorkloadSessions ───────────┘ ──▶ LocalWorkloadsPart ─▶ addresses
/// ```
@NullMarked
package io.gingham.agent.bgp;

import org.jspecify.annotations.NullMarked;
