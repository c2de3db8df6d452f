package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.ConfigurationNames;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the BGPConfiguration objects say of each node: `node.NODENAME` before `default`, field by
/// field. Every node sees the same of every other, so both ends of a session go by the same.
final class BgpSettings {

    private static final AsNumber DEFAULT_AS = new AsNumber(64512);
    private static final long MOST_AS = 0xffff_ffffL;

    private final Map<String, BGPConfigurationSpec> configurations;
    private final Map<String, AsNumber> asNumbers = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    BgpSettings(Map<String, BGPConfigurationSpec> configurations) {
        this.configurations = configurations;
        problems.addAll(ConfigurationNames.unused("BGPConfiguration", configurations.keySet()));
        new TreeMap<>(configurations)
                .forEach(
                        (name, spec) -> {
                            CalicoFilters.unknown(
                                    "BGPConfiguration " + name, spec.notHonoured(), problems);
                            if (spec.routeReflectors() != null) {
                                CalicoFilters.unknown(
                                        "BGPConfiguration " + name + ": routeReflectors",
                                        spec.routeReflectors().notHonoured(),
                                        problems);
                            }
                            if (spec.routeReflectors() != null && !name.equals("default")) {
                                problems.add(
                                        "BGPConfiguration %s: routeReflectors does not count: write it into the object 'default', which all nodes go by"
                                                .formatted(name));
                            }
                            asNumber(name, spec).ifPresent(number -> asNumbers.put(name, number));
                        });
    }

    /// AS 0 is nobody's (RFC 7607): a mistake there must not cost every session.
    private Optional<AsNumber> asNumber(String name, BGPConfigurationSpec from) {
        if (from.asNumber() == null) {
            return Optional.empty();
        }
        if (from.asNumber() < 1 || from.asNumber() > MOST_AS) {
            problems.add(
                    "BGPConfiguration "
                            + name
                            + ": asNumber "
                            + from.asNumber()
                            + " is not in 1..4294967295: it does not count");
            return Optional.empty();
        }
        return Optional.of(new AsNumber(from.asNumber()));
    }

    /// As sentences.
    List<String> problems() {
        return problems;
    }

    AsNumber asNumber(ClusterNode node) {
        return node.asNumber()
                .or(() -> Optional.ofNullable(asNumbers.get("node." + node.name())))
                .or(() -> Optional.ofNullable(asNumbers.get("default")))
                .orElse(DEFAULT_AS);
    }

    int listenPort(String node) {
        return of(node, BGPConfigurationSpec::listenPort).orElse(PeeringPlan.BGP_PORT);
    }

    boolean mesh(String node) {
        return of(node, BGPConfigurationSpec::nodeToNodeMeshEnabled).orElse(true);
    }

    /// Of the object `default` alone: all nodes must choose the same reflectors.
    Optional<BGPConfigurationSpec.RouteReflectors> routeReflectors() {
        return in("default", BGPConfigurationSpec::routeReflectors);
    }

    <T> Optional<T> of(String node, Function<BGPConfigurationSpec, @Nullable T> field) {
        return in("node." + node, field).or(() -> in("default", field));
    }

    private <T> Optional<T> in(String name, Function<BGPConfigurationSpec, @Nullable T> field) {
        return Optional.ofNullable(configurations.get(name))
                .flatMap(spec -> Optional.ofNullable(field.apply(spec)));
    }
}
