/// Who can reach whom, whole: every pair of workloads, and the world outside, with all ports; what
/// a change changes; and to whom a workload is open that is not there yet.
///
/// ```
///  ClusterState ─CalcGraph─▶ one Program with every pod ─▶ Reach: ends of one kind × ends of one kind
///                                                            │     (same gates, same set memberships)
///              Judge, once for each view                     │ Ruling: rules as sets of ports
///                                                            ▼
///                                          Connections by (from, to) ─▶ list, ReachDiff, Exposure
/// ```
///
/// Exposure asks the same of pods that are made up: ToldApart finds by what rules tell pods,
/// Inventor makes one of each. RandomExposureTest holds the answers to pods that do come.
///
/// The rules are those that a node enforces ([io.gingham.policy.program.Interpreter] runs them on
/// one flow; here they run on all ports at once). Source ports are left open: a rule that names
/// some matches nothing. Pure.
@NullMarked
package io.gingham.policy.reach;

import org.jspecify.annotations.NullMarked;
