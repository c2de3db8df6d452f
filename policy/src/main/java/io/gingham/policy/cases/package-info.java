/// Policy cases: a cluster, steps that change it, and who must reach whom after each step. The same
/// file is checked against the oracle, against a compiled program, or with real packets.
///
/// ```
///  Map (a parsed YAML file) ─▶ CaseReader ─▶ PolicyCase ─▶ CaseReplay ─▶ ReplayedStep, one a step:
///                                                                        ClusterState + CaseProbes
/// ```
///
/// The reader takes maps and lists as any YAML or JSON parser makes them, so that this module needs
/// none. It refuses what it doesn't understand with a [CaseException] that says where; a field it
/// doesn't know is such a fault, or a case could pass because half of it was ignored. A case that
/// needs a kind of resource that isn't supported says which one ([PolicyCase#unsupported]) and is
/// to be skipped, never passed.
@NullMarked
package io.gingham.policy.cases;

import org.jspecify.annotations.NullMarked;
