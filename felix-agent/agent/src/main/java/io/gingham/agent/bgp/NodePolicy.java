package io.gingham.agent.bgp;

import io.gingham.agent.services.ServiceRanges;
import java.util.List;

/// What holds for all of a node's peers, before and after their BGPFilters.
///
/// @param rules what the node may learn
/// @param reflector it passes pods' and services' routes on
/// @param services where services' addresses may lie
/// @param advertisements the communities of its own prefixes
/// @param networks by which the interface of a route is known
/// @param workloads what may be told of networks behind pods
record NodePolicy(
        ImportRules rules,
        boolean reflector,
        ServiceRanges services,
        Advertisements advertisements,
        List<ConnectedNetwork> networks,
        WorkloadRules workloads) {
    NodePolicy {
        networks = List.copyOf(networks);
    }
}
