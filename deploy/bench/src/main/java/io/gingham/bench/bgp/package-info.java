/// How fast a BGP speaker is: Gingham, BIRD, FRR and GoBGP, measured by the same program in the
/// same run (`./gingham bench bgp`). A plain timed program, no assertion; but it counts what
/// arrives, and adds up a hash of every prefix, so that a route that is lost or told twice shows.
///
/// ```
///  outer namespace (10.9.0.0/16)                 namespace "speaker"
///  ┌ bench process ────────────┐                ┌ process of its own ─┐
///  │ RouteFeed ─▶ BenchPeer ───┼── veth, TCP ──▶│ Engine (10.9.0.1)   │
///  │ Tally    ◀── BenchPeer ◀──┼── veth, TCP ───│                     │
///  └───────────────────────────┘                └─────────────────────┘
/// ```
///
/// The feeder's octets are made beforehand and written as fast as the socket takes them; the
/// receiver walks over what it gets without allocating. The row `wire` has a relay in the speaker's
/// place that looks at nothing, and shows what feeder, receiver and kernel take by themselves.
///
/// Runs in private namespaces as root of them, one thread for each session of the feeders and
/// receivers, one for all clients of a reflector.
@NullMarked
package io.gingham.bench.bgp;

import org.jspecify.annotations.NullMarked;
