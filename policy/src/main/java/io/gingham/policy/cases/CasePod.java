package io.gingham.policy.cases;

import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.PodKey;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;

/// A pod of a case, or an address outside the cluster.
///
/// @param namespace empty for an address outside
/// @param ips the addresses it must get; a pod on the host's network has its node's
/// @param ports what it listens on, with the names its containers give them
/// @param node where it must run; empty if that is open
/// @param serviceAccount empty if the case doesn't say
public record CasePod(
        String namespace,
        String name,
        List<IpAddress> ips,
        Map<String, String> labels,
        List<ContainerPort> ports,
        boolean external,
        boolean hostNetwork,
        String node,
        String serviceAccount) {

    public CasePod {
        ips = List.copyOf(ips);
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
    }

    /// As probes and exceptions write it: `namespace/name`, or the bare name of an address outside.
    public String reference() {
        return external ? name : namespace + "/" + name;
    }

    public PodKey key() {
        return new PodKey(namespace, name);
    }

    CasePod withLabels(Map<String, String> others) {
        return new CasePod(
                namespace, name, ips, others, ports, external, hostNetwork, node, serviceAccount);
    }
}
