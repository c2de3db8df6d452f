/// What is known of routes, what is believed, and what is told to whom (RFC 4271 sections 3.2 and
/// 9).
///
/// ```
///   UPDATE ─▶ AdjRibIn ─▶ ImportPolicy ─▶ LocRib ──────────────▶ ExportPolicy ─▶ AdjRibOut ─▶ UPDATEs
///   (a peer)  as received  loop, next hop,  all candidates,       split horizon,   what the peer has,
///                          RouteFilter      DecisionProcess       communities,     what it must still get
///   originate() ──────────────────────────▶    │                  RouteFilter
///                                              └─▶ Delta<IpPrefix, BestPath> for the kernel
/// ```
///
/// [Rib] is the whole of it, a plain object for one thread: no clock, no socket, no log. It is told
/// what happened and asked what to send; how much is asked at a time is the caller's back-pressure,
/// and what waits is a set of prefixes, so a slow peer costs no more than one entry per prefix and
/// gets the newest state only.
///
/// IPv4 and IPv6 lie side by side: a prefix knows its family, a session ([RibPeer]) the families it
/// speaks and the next hop it gives for each.
///
/// Graceful restart (RFC 4724): a peer's routes may be kept as stale over a lost session; they
/// count like any others until they are sent again or swept. When this speaker itself restarts,
/// selection is deferred: routes are taken in, but nothing is chosen, told or reported until
/// [Rib#resumeSelection].
@NullMarked
package io.gingham.bgp.rib;

import org.jspecify.annotations.NullMarked;
