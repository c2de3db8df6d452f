package io.gingham.agent.services;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.ServiceBlock;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where services' addresses may lie, on any node: the ranges that BGPConfiguration objects name. A
/// range of everything (`0.0.0.0/0`) says nothing of where, and is none.
///
/// @param ranges in order
public record ServiceRanges(List<IpPrefix> ranges) {

    public static final ServiceRanges NONE = new ServiceRanges(List.of());

    public ServiceRanges {
        ranges = List.copyOf(ranges);
    }

    /// @param configurations BGPConfiguration objects by name; a range that can't be understood is
    ///   reported by the node that is to announce it
    public static ServiceRanges of(Map<String, BGPConfigurationSpec> configurations) {
        TreeSet<IpPrefix> ranges = new TreeSet<>();
        for (BGPConfigurationSpec spec : configurations.values()) {
            Stream.of(
                            spec.serviceClusterIPs(),
                            spec.serviceExternalIPs(),
                            spec.serviceLoadBalancerIPs())
                    .filter(Objects::nonNull)
                    .flatMap(Collection::stream)
                    .flatMap(block -> range(block).stream())
                    .forEach(ranges::add);
        }
        return new ServiceRanges(List.copyOf(ranges));
    }

    private static Optional<IpPrefix> range(ServiceBlock block) {
        try {
            return Optional.of(IpPrefix.parseLenient(Objects.requireNonNullElse(block.cidr(), "")))
                    .filter(prefix -> prefix.length() > 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether a node may announce the prefix for services: a range as it is, or an address inside.
    public boolean mayAnnounce(IpPrefix prefix) {
        return ranges.contains(prefix)
                || (prefix.isHost() && ranges.stream().anyMatch(range -> range.contains(prefix)));
    }
}
