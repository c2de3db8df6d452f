package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;

/// @param addresses `status.addresses` of the types InternalIP and ExternalIP
public record Node(String name, Map<String, String> labels, List<IpAddress> addresses)
        implements Selectable {
    public Node {
        labels = Map.copyOf(labels);
        addresses = List.copyOf(addresses);
    }

    public static ResourceKey key(String name) {
        return new ResourceKey(ResourceKind.NODE, "", name);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(name);
    }
}
