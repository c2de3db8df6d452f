/// What NetworkPolicy means, as plainly as it can be written: no index, no set, no sharing. The
/// compiler, the kernel rules and explain are tested against it, so it must be readable beside the
/// API's documentation (its words stand at the steps they decide) and slow is fine.
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
/// - An invalid policy isolates and allows nothing.
@NullMarked
package io.gingham.policy.oracle;

import org.jspecify.annotations.NullMarked;
