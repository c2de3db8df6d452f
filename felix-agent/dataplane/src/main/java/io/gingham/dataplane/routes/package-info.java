/// The kernel's routes of one protocol number, and what the kernel says of the ways to next hops.
///
/// ```
///  BGP's best paths ─┐
///  own blocks       ─┼─▶ RoutePlan: who wins ─▶ KernelRoutes ─▶ only what has changed; a dump at the start and at refresh
///  (more sources)   ─┘
///  links, on-link routes ─▶ NextHopTracker ─▶ the RIB: over what it can't reach nothing is used
/// ```
///
/// The agent and `bgp run` use the same. The kernel tells the RIB, and the RIB never asks the
/// kernel; nobody here asks the RIB.
@NullMarked
package io.gingham.dataplane.routes;

import org.jspecify.annotations.NullMarked;
