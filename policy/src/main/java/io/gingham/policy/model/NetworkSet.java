package io.gingham.policy.model;

import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;

/// A NetworkSet, or a GlobalNetworkSet: blocks that selectors find by its labels.
///
/// @param namespace empty for a global one
public record NetworkSet(
        String namespace, String name, Map<String, String> labels, List<IpPrefix> nets)
        implements Selectable {
    public NetworkSet {
        labels = Map.copyOf(labels);
        nets = nets.stream().sorted().distinct().toList();
    }

    @Override
    public ResourceKey resourceKey() {
        ResourceKind kind =
                namespace.isEmpty() ? ResourceKind.GLOBAL_NETWORK_SET : ResourceKind.NETWORK_SET;
        return new ResourceKey(kind, namespace, name);
    }
}
