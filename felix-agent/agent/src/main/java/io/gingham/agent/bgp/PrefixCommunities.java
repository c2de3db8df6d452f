package io.gingham.agent.bgp;

import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.PrefixAdvertisement;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which communities this node's own routes have, as BGPConfiguration says under
/// `prefixAdvertisements`: a route has those of every block that it lies in.
///
/// @param problems what can't be understood, as sentences
record PrefixCommunities(List<Entry> entries, List<String> problems) {

    static final PrefixCommunities NONE = new PrefixCommunities(List.of(), List.of());

    PrefixCommunities {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    record Entry(IpPrefix block, RouteCommunities communities) {}

    PathAttributes give(IpPrefix prefix, PathAttributes attributes) {
        PathAttributes given = attributes;
        for (Entry entry : entries) {
            if (entry.block().contains(prefix)) {
                given = entry.communities().addTo(given);
            }
        }
        return given;
    }

    /// @param configurations BGPConfiguration objects by name; `node.NODENAME` comes before
    ///   `default` field by field
    static PrefixCommunities of(String node, Map<String, BGPConfigurationSpec> configurations) {
        Map<String, String> names = new HashMap<>();
        find(node, configurations, BGPConfigurationSpec::communities)
                .forEach(named -> names.put(text(named.name()), text(named.value())));
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (PrefixAdvertisement each :
                find(node, configurations, BGPConfigurationSpec::prefixAdvertisements)) {
            try {
                entries.add(entry(each, names));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "BGPConfiguration: prefixAdvertisements of %s: %s: it is left out"
                                .formatted(text(each.cidr()), e.getMessage()));
            }
        }
        return new PrefixCommunities(entries, problems);
    }

    private static Entry entry(PrefixAdvertisement from, Map<String, String> names) {
        List<String> texts =
                Objects.requireNonNullElse(from.communities(), List.<String>of()).stream()
                        .map(text -> names.getOrDefault(text, text))
                        .toList();
        return new Entry(IpPrefix.parseLenient(text(from.cidr())), RouteCommunities.parse(texts));
    }

    private static <T> List<T> find(
            String node,
            Map<String, BGPConfigurationSpec> configurations,
            Function<BGPConfigurationSpec, @Nullable List<T>> field) {
        for (String name : List.of("node." + node, "default")) {
            BGPConfigurationSpec spec = configurations.get(name);
            List<T> found = spec == null ? null : field.apply(spec);
            if (found != null) {
                return found;
            }
        }
        return List.of();
    }

    private static String text(@Nullable String given) {
        return Objects.requireNonNullElse(given, "");
    }
}
