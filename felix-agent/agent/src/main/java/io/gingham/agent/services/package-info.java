/// Services on the outside: which of their addresses this node draws traffic for.
///
/// ```
///   Service ────────┐  SeenService                          ┌─▶ changes ─▶ the speaker
///   EndpointSlice ──┼─ ReadyEndpoints ─▶ ServiceRoutes ─▶ Announced
///   BGPConfiguration┘  ServiceBlocks       (prefixes)         ▲
///   Node: cordoned? ──────────────────▶ Drain (stage) ────────┴─▶ the Node's condition
/// ```
///
/// All but the two parts ([io.gingham.agent.services.ServicesPart] and
/// [io.gingham.agent.services.DrainPart]) is pure. Nothing here serves a packet: that is
/// kube-proxy's, and so no route to a service's address goes into this node's kernel.
@NullMarked
package io.gingham.agent.services;

import org.jspecify.annotations.NullMarked;
