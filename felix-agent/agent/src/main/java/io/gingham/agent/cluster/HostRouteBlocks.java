package io.gingham.agent.cluster;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What BGPConfiguration names under `hostRouteBlocks`: blocks of which a pod may have an address
/// on any node. Every object of the kind is asked, whatever node it is of: what one node announces
/// the others must believe.
///
/// @param problems what can't be understood, as sentences
public record HostRouteBlocks(List<IpPrefix> blocks, List<String> problems) {

    public HostRouteBlocks {
        blocks = List.copyOf(blocks);
        problems = List.copyOf(problems);
    }

    /// @param configurations by name
    public static HostRouteBlocks of(Map<String, BGPConfigurationSpec> configurations) {
        List<IpPrefix> blocks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        configurations.forEach(
                (name, spec) -> {
                    for (String block :
                            Objects.requireNonNullElse(spec.hostRouteBlocks(), List.<String>of())) {
                        try {
                            blocks.add(IpPrefix.parseLenient(block));
                        } catch (IllegalArgumentException e) {
                            problems.add(
                                    "BGPConfiguration "
                                            + name
                                            + ": hostRouteBlocks: "
                                            + e.getMessage()
                                            + ": it is left out");
                        }
                    }
                });
        return new HostRouteBlocks(blocks, problems);
    }

    boolean contains(IpAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
