package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;

/// An interface of a node, protected by policies.
///
/// @param interfaceName `*` for all interfaces of the node; empty if it is found by its addresses
/// @param expectedIps its addresses: what selectors put into rules, and what finds the interface
/// @param profiles names of [Profile]s; with none of them, what no policy decides is denied
public record HostEndpoint(
        String name,
        String node,
        String interfaceName,
        List<IpAddress> expectedIps,
        Map<String, String> labels,
        List<String> profiles,
        List<ContainerPort> ports)
        implements AnyEndpoint, Selectable {

    public static final String ALL_INTERFACES = "*";

    public HostEndpoint {
        expectedIps = expectedIps.stream().sorted().distinct().toList();
        labels = Map.copyOf(labels);
        profiles = List.copyOf(profiles);
        ports = List.copyOf(ports);
    }

    @Override
    public ResourceKey resourceKey() {
        return new ResourceKey(ResourceKind.HOST_ENDPOINT, "", name);
    }
}
