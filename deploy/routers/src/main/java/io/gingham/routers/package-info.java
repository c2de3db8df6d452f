/// Starts routers of other makers, for the lab, the tests and the benchmarks: each in a folder and
/// a network namespace, as a child of this process. Nothing of it is in the product.
///
/// ```
///   Bird ──────┐
///   Frr ───────┼─▶ RouterProcess ─▶ nsenter --net=… PROGRAM      NAME.log
///   GoBgp ─────┘          ▲
///     │ ask               │ await: its socket is there; it ended: what it said
///     └─▶ birdc, vtysh, gobgp, in the same Netns
/// ```
///
/// What peers there are and what they are told is the caller's; the head of each configuration,
/// sockets, users and readiness are here. Calls block; one thread for a router.
@NullMarked
package io.gingham.routers;

import org.jspecify.annotations.NullMarked;
