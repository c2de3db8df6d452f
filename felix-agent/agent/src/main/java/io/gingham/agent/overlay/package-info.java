/// Packets between nodes' pods that the network between the nodes must not see: which pools want
/// it, and what this node needs for it.
///
/// ```
///   IPPool: vxlanMode, ipipMode ─▶ PoolModes ─┐
///   Node: addresses, blocks ──────────────────┼─▶ OverlayPlan ─▶ devices ─▶ TunnelDevices ─▶ kernel
///   links of this node ─▶ Uplinks ────────────┘        └──────▶ routes ──▶ RoutesPart: before BGP's
/// ```
///
/// [OverlayPlan] is pure. What it can't do it says in a sentence; such a block keeps the route that
/// BGP has for it.
@NullMarked
package io.gingham.agent.overlay;

import org.jspecify.annotations.NullMarked;
