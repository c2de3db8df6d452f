package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;

/// A pod as the API server shows it.
///
/// @param uid empty if not known
/// @param node the node it runs on, empty until it is scheduled
/// @param serviceAccount its name, in the pod's namespace; empty if not known
/// @param ips none until the node has reported them, then one, or one of each family
public record Pod(
        PodKey key,
        String uid,
        String node,
        String serviceAccount,
        Map<String, String> labels,
        List<IpAddress> ips,
        boolean hostNetwork,
        PodPhase phase,
        List<ContainerPort> ports)
        implements Selectable {

    public Pod {
        labels = Map.copyOf(labels);
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }

    /// True if its addresses stand for it: it runs (or is about to) in a network namespace of its
    /// own. A pod on the host's network has the node's addresses, and a completed one may have lost
    /// its address to another pod.
    public boolean isPeer() {
        return !hostNetwork && !phase.isCompleted();
    }

    public static ResourceKey resourceKey(PodKey key) {
        return new ResourceKey(ResourceKind.POD, key.namespace(), key.name());
    }

    @Override
    public ResourceKey resourceKey() {
        return resourceKey(key);
    }
}
