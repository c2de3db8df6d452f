/// Policy cases with real packets: each step of a case is brought to the cluster through the API
/// server, and when all agents say that it is in force, every pair the case names is tried.
///
/// ```
///   FILE.yaml ─▶ CaseFiles ─▶ CaseReplay (policy module) ─▶ ClusterSync ─▶ API server ─▶ agents, kubelet
///                                   │ probes, oracle             then RouteCheck: has every node a way to every pod?
///                                   └──────────▶ CaseRunner ─▶ Prober ─▶ PASS | FAIL | SKIP
/// ```
@NullMarked
package io.gingham.lab.cases;

import org.jspecify.annotations.NullMarked;
