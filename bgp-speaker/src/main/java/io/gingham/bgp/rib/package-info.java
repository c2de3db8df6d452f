/// What is known of routes, what is believed, and what is told to whom (RFC 4271 sections 3.2 and
/// 9).
///
/// ```
///   UPDATE ─▶ ImportPolicy ─▶ Route ─▶ Destination ─▶ ChangeLog ─▶ UpdateGroup ─▶ bytes for all members
///   (a peer)  loop, next hop,   │      all routes,     positions    ExportPolicy,
///             RouteFilter       ▼      DecisionProcess     │        AdjRibOut, UpdateBatch
///                            AdjRibIn  picks the best      │
///   originate() ───────────────────────▶                   └─▶ Delta<IpPrefix, BestPath> for the kernel
/// ```
///
/// [Rib] is the whole of it, a plain object for one thread: no clock, no socket, no log. It is told
/// what happened ([Rib#receive]) and when to speak ([Rib#tell]); [Outlet] takes what it says.
///
/// - [PeerRoutes] takes in what peers send, [LocRib] knows which route to a prefix is the best.
/// - A [Destination] is a prefix, and the routes to it hang on it; an [AdjRibIn] is the same routes
///   as a chain of one peer. There is no second copy: a route is stored as it came, with what the
///   import policy made of it only where that differs.
/// - What changed is written down once, in the [ChangeLog]; each group of peers and the kernel have
///   a position in it. What is told is the state of now, so a destination that changed ten times is
///   told once.
/// - Peers that are told the same share an [UpdateGroup]: one Adj-RIB-Out ([AdjRibOut], a reference
///   for each destination), one encoding. A new session, a refresh or another filter makes a group
///   of its own that walks over all destinations and then unites with the others of its [GroupKey].
///   Nobody else notices.
/// - A peer does not hear its own routes (nor is it told to send to itself): that is the one thing
///   in which members of a group differ, and [UpdateBatch] looks after it.
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
