/// What policies mean, as plainly as it can be written: no index, no set, no sharing. The compiler,
/// the kernel rules and explain are tested against it, so it must be readable beside the API's
/// documentation (its words stand at the steps they decide) and slow is fine.
///
/// What the documentation leaves to the implementation, and what Gingham chose:
/// - Peers are told apart by address, after address translation. A pod peer is "an address of a pod
///   that the selectors select"; an ipBlock may hold pods' addresses.
/// - A named port is resolved on the destination pod; a destination that is no pod has none.
/// - A node always reaches the pods that run on it (the kubelet's probes); the other way the pod's
///   egress policy counts. (The fields' documentation says so; the concept page on kubernetes.io
///   speaks of traffic "to and from" the node.)
/// - A rule without ports allows every protocol, also those without ports; a rule with ports allows
///   only the protocols it names.
/// - A pod that the API server hasn't shown is isolated in both directions.
/// - A completed pod is no peer, and its policies stay in force as long as its namespace exists.
/// - A pod whose namespace the API server hasn't shown is isolated in both directions, and is no
///   peer: nobody knows what selectors of namespaces would say of it.
/// - What conversion could not understand in a policy already fails closed in its rules.
/// - Between tiers and inside them Calico's documentation holds: tiers by order, policies by order,
///   the first Allow or Deny decides, Pass goes on with the next tier, a tier that has a policy for
///   the endpoint and decides nothing takes its default action.
/// - Of a node's traffic the host endpoints' local gates are asked, if one is at the node's address
///   (or on all interfaces). Failsafe ports are the backend's, so they are not allowed here.
@NullMarked
package io.gingham.policy.oracle;

import org.jspecify.annotations.NullMarked;
