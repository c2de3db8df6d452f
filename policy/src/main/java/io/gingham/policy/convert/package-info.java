/// From the API's objects to the model.
///
/// ```
///  maps and lists ──▶ Tree (typed reading with paths) ──▶ KubernetesPolicies ─┐
///  (a YAML file,       a Refusal wherever it isn't        ClusterPolicies     ├─▶ Policy, with its problems
///   an API object)     as it must be                      CalicoPolicies ─────┘
///                                                         CalicoObjects     ───▶ Tier NetworkSet HostEndpoint Profile
///                                                         PodReader ──▶ PodObject ──▶ Pod
///  what the agent's client has read ───────────────────────────────────────▲
/// ```
///
/// Total: whatever an object holds, there is a value for it, and nothing that another object holds
/// is touched. What isn't understood is said with its path, and fails closed: an allowing rule then
/// matches nothing, a denying one denies everything, a subject that can't be read is all that the
/// policy could be for. An unknown field is not understood either: it may restrict the rule. A
/// pod's address that is no address is left out.
///
/// What is checked is what an API server checks, with two readings of our own: host bits in a CIDR
/// are cleared (older servers accept them, with a warning), and an exception as large as its block
/// is taken at its word (nothing is left of the block).
@NullMarked
package io.gingham.policy.convert;

import org.jspecify.annotations.NullMarked;
