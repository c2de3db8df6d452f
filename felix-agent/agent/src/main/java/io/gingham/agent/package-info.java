/// The node agent: the daemon that wires all parts together. [Agent]'s constructor is the wiring
/// diagram.
///
/// ```
///  kubelet ─▶ launcher ─▶ CniServer ──────┐ endpoints, gate
///                                         ▼
///  API server ─▶ ClusterView ──▶ PolicyEnforcement ──▶ iptables, ipset
///                      │     └─▶ PeeringPart ─▶ BgpSpeaker ─▶ peers
///                      │            └─▶ RoutesPart ─▶ routes
///  gingham status ◀── StatusServer ◀── StatusReport
/// ```
@NullMarked
package io.gingham.agent;

import org.jspecify.annotations.NullMarked;
