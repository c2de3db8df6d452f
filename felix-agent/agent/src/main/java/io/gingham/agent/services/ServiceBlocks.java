package io.gingham.agent.services;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.ServiceBlock;
import io.gingham.value.Durations;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What of services a node announces, as BGPConfiguration says.
///
/// @param drainTime from the cordon until the routes are withdrawn
/// @param problems what can't be understood, as sentences
public record ServiceBlocks(
        List<Block> clusterIps,
        List<Block> externalIps,
        List<Block> loadBalancerIps,
        Duration drainTime,
        List<String> problems) {

    /// Enough for a fabric's routers to choose others before the routes go.
    static final Duration DRAIN_TIME = Duration.ofSeconds(30);

    static final ServiceBlocks NONE =
            new ServiceBlocks(List.of(), List.of(), List.of(), DRAIN_TIME, List.of());

    public ServiceBlocks {
        clusterIps = List.copyOf(clusterIps);
        externalIps = List.copyOf(externalIps);
        loadBalancerIps = List.copyOf(loadBalancerIps);
        problems = List.copyOf(problems);
    }

    /// A range of services' addresses.
    ///
    /// @param whole every node announces it as it is; else each address by itself
    public record Block(IpPrefix prefix, boolean whole) {

        /// One address is its service's own route; and a default route is none to announce.
        static Block of(IpPrefix prefix, boolean aggregated) {
            return new Block(prefix, aggregated && prefix.length() > 0 && !prefix.isHost());
        }
    }

    boolean isEmpty() {
        return clusterIps.isEmpty() && externalIps.isEmpty() && loadBalancerIps.isEmpty();
    }

    /// Those that nodes announce as they are, each once.
    public SequencedSet<IpPrefix> whole() {
        SequencedSet<IpPrefix> whole = new LinkedHashSet<>();
        Stream.of(clusterIps, externalIps, loadBalancerIps)
                .flatMap(List::stream)
                .filter(Block::whole)
                .forEach(block -> whole.add(block.prefix()));
        return whole;
    }

    /// @param configurations BGPConfiguration objects by name; `node.NODENAME` comes before
    ///   `default` field by field
    public static ServiceBlocks of(String node, Map<String, BGPConfigurationSpec> configurations) {
        return new Reader("node." + node, configurations).read();
    }

    private record Reader(
            String own, Map<String, BGPConfigurationSpec> configurations, List<String> problems) {

        Reader(String own, Map<String, BGPConfigurationSpec> configurations) {
            this(own, configurations, new ArrayList<>());
        }

        /// A setting, and the object that it stands in.
        private record Found<T>(String name, T value) {}

        ServiceBlocks read() {
            List<Block> cluster =
                    blocks("serviceClusterIPs", BGPConfigurationSpec::serviceClusterIPs, true);
            List<Block> external =
                    blocks("serviceExternalIPs", BGPConfigurationSpec::serviceExternalIPs, true);
            List<Block> loadBalancer =
                    blocks(
                            "serviceLoadBalancerIPs",
                            BGPConfigurationSpec::serviceLoadBalancerIPs,
                            aggregation());
            return new ServiceBlocks(cluster, external, loadBalancer, drainTime(), problems);
        }

        private <T> Optional<Found<T>> find(Function<BGPConfigurationSpec, @Nullable T> field) {
            for (String name : List.of(own, "default")) {
                BGPConfigurationSpec spec = configurations.get(name);
                T value = spec == null ? null : field.apply(spec);
                if (value != null) {
                    return Optional.of(new Found<>(name, value));
                }
            }
            return Optional.empty();
        }

        private List<Block> blocks(
                String field,
                Function<BGPConfigurationSpec, @Nullable List<ServiceBlock>> get,
                boolean aggregated) {
            List<Block> blocks = new ArrayList<>();
            find(get)
                    .ifPresent(
                            found -> {
                                for (ServiceBlock block : found.value()) {
                                    parse(found.name(), field, block)
                                            .map(prefix -> Block.of(prefix, aggregated))
                                            .ifPresent(blocks::add);
                                }
                            });
            return blocks;
        }

        private Optional<IpPrefix> parse(String name, String field, ServiceBlock block) {
            try {
                return Optional.of(
                        IpPrefix.parseLenient(Objects.requireNonNullElse(block.cidr(), "")));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "BGPConfiguration %s: %s: %s: it is left out"
                                .formatted(name, field, e.getMessage()));
                return Optional.empty();
            }
        }

        private boolean aggregation() {
            Optional<Found<String>> found =
                    find(BGPConfigurationSpec::serviceLoadBalancerAggregation);
            String text = found.map(Found::value).orElse("");
            if (!text.isEmpty() && !text.equals("Enabled") && !text.equals("Disabled")) {
                problems.add(
                        "BGPConfiguration %s: serviceLoadBalancerAggregation: expected Enabled or Disabled, seen '%s': Enabled is used"
                                .formatted(found.orElseThrow().name(), text));
            }
            return !text.equals("Disabled");
        }

        private Duration drainTime() {
            Optional<Found<String>> found = find(BGPConfigurationSpec::serviceDrainTime);
            try {
                return found.map(Found::value).map(Durations::parse).orElse(DRAIN_TIME);
            } catch (IllegalArgumentException e) {
                problems.add(
                        "BGPConfiguration %s: serviceDrainTime: %s: %d s is used"
                                .formatted(
                                        found.orElseThrow().name(),
                                        e.getMessage(),
                                        DRAIN_TIME.toSeconds()));
                return DRAIN_TIME;
            }
        }
    }
}
