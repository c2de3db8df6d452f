/// `./gingham bench fabric`: how long pods are out of reach when a way to them is lost, how soon a
/// new pod's address can be reached from behind the routers, and what an agent's end costs.
///
/// ```
///   LabCluster (two racks: BIRD, FRR, agents as './gingham agent' starts them)
///     ▲ a cable, a router, an agent          │ datagrams from outside, each with a number
///     └──── a scenario, ROUNDS times ────────┴──▶ Rows: median, worst ──▶ against the bar
/// ```
///
/// One thread drives; `Load` keeps the processors busy meanwhile, as the goals have it.
@NullMarked
package io.gingham.bench.fabric;

import org.jspecify.annotations.NullMarked;
