/// From a policy [io.gingham.policy.program.Program] to rules and sets of one address family, as
/// values that any backend can write. Pure.
///
/// ```
///  FORWARD ──▶ gham-FORWARD ─┬─ -i cali+ ─▶ gham-from-wl ══▶ gham-fw-IF ══▶ gham-go-GROUP ─▶ gham-po-POLICY
///  (first)                   ├─ -o cali+ ─▶ gham-to-wl   ══▶ gham-tw-IF ══▶ gham-gi-GROUP ─▶ gham-pi-POLICY
///                            └─ mark what came this far                                          ║
///          … foreign rules …                                     gham-allow-out / gham-allow-in ◀╝
///          -m mark → ACCEPT (appended)
///  INPUT ────▶ gham-INPUT ── -i cali+ ═▶ gham-wl-to-host ─▶ gham-from-wl, then DefaultEndpointToHostAction
///  OUTPUT      -o cali+ → ACCEPT (appended): a node reaches its own pods
///  POSTROUTING ▶ gham-POSTROUTING (nat): masquerade from pools to the world          ─▶ jump  ═▶ goto
/// ```
///
/// - The source pod's egress is decided on the interface the packet came from, then the destination
///   pod's ingress on the interface it leaves by. Each has its own chains and its own mark bit,
///   cleared before use, so that one direction's allow never counts in the other.
/// - A dispatch chain ends in DROP: an interface with the workload prefix that has no endpoint can
///   neither send nor receive, also before the agent knows it and while the agent is down.
/// - An endpoint chain drops source addresses that aren't the pod's own, then accepts what belongs
///   to an established connection, then drops what conntrack calls invalid, then asks the policies.
/// - A group with several tiers has a chain for each (`gham-t…`). A policy that passes a packet on
///   marks it, and its tier's chain returns; `Log` logs and goes on.
/// - A packet between pods that both directions allow goes on through foreign rules, which may
///   still drop it; the appended rule only keeps a foreign chain *policy* of DROP from cutting
///   pods.
/// - What a service sends back to the pod it came from leaves by the interface it came in by: there
///   only cluster policies are asked ([io.gingham.policy.program.Hairpin]).
/// - From a pod to its own node, IPv6 neighbour discovery and multicast listener messages pass
///   first (router advertisements don't: no pod may pose as a router).
///
/// [io.gingham.dataplane.rules.Wanted] is the way in: it is told a program's updates, and tells
/// which chains and members have changed.
///
/// Not covered, on purpose: multicast from pods; services proxied by IPVS; addresses on secondary
/// networks (only interfaces with the workload prefix are looked at).
@NullMarked
package io.gingham.dataplane.rules;

import org.jspecify.annotations.NullMarked;
