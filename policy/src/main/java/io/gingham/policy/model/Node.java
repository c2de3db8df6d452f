package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// @param addresses `status.addresses` of the types in [#ADDRESS_TYPES]; host names are none
public record Node(String name, Map<String, String> labels, List<IpAddress> addresses)
        implements Selectable {

    public static final Set<String> ADDRESS_TYPES = Set.of("InternalIP", "ExternalIP");

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
