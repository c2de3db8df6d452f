/// What to take from a peer and what to tell it, as an operator writes it, compiled to a value.
///
/// ```
///   BGPFilter (Calico's)        ─┐                 ┌─ rule: conditions (all must hold) ─ changes ─ verdict
///   a daemon's configuration    ─┴─▶ RoutePolicy ──┼─ rule …                  the first that decides, decides
///                                                  └─ otherwise: accept, reject, or another filter
/// ```
///
/// A [RoutePolicy] is a [io.gingham.bgp.rib.RouteFilter] with `equals`: peers with equal policies
/// can share what is encoded for them, and a reconfiguration sees what has changed. Pure: no clock,
/// no thread, no I/O.
///
/// Cost: a [PrefixList] is found by bisection, whatever its length; an [AsPathPattern] is linear in
/// the path for a given pattern, whatever a peer sends (it is no regular expression that could be
/// made to try all ways); communities are compared one by one.
///
/// Refused, with [IllegalArgumentException] and a sentence: texts that are no prefix, community or
/// pattern.
@NullMarked
package io.gingham.bgp.filter;

import org.jspecify.annotations.NullMarked;
