package io.gingham.agent.bgp;

import io.gingham.bgp.filter.RouteChange;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.Community;
import io.gingham.crds.v3.BGPConfigurationSpec.PrefixAdvertisement;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The communities that the node's own prefixes are told with: BGPConfiguration's
/// `prefixAdvertisements`, in which a community may stand by its name in `communities`.
///
/// @param problems what can't be understood, as sentences
record Advertisements(List<Entry> entries, List<String> problems) {

    static final Advertisements NONE = new Advertisements(List.of(), List.of());

    /// Of prefixes inside the block, itself included.
    record Entry(IpPrefix block, RouteCommunities communities) {}

    Advertisements {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    static Advertisements of(String node, BgpSettings settings) {
        List<String> problems = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        for (Community each :
                settings.of(node, BGPConfigurationSpec::communities).orElse(List.of())) {
            if (each.name() == null || each.value() == null) {
                problems.add("BGPConfiguration: communities: each needs name and value");
            } else {
                names.put(each.name(), each.value());
            }
        }
        List<Entry> entries = new ArrayList<>();
        for (PrefixAdvertisement each :
                settings.of(node, BGPConfigurationSpec::prefixAdvertisements).orElse(List.of())) {
            try {
                entries.add(entry(each, names));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "BGPConfiguration: prefixAdvertisements of %s is left out: %s"
                                .formatted(each.cidr(), e.getMessage()));
            }
        }
        return new Advertisements(entries, problems);
    }

    private static Entry entry(PrefixAdvertisement written, Map<String, String> names) {
        List<String> values = new ArrayList<>();
        for (String each : Objects.requireNonNullElse(written.communities(), List.<String>of())) {
            String value = names.getOrDefault(each, each);
            if (value.equals(each) && !each.contains(":")) {
                throw new IllegalArgumentException(
                        "'%s' is no community, and none of the names under communities (%s)"
                                .formatted(each, String.join(", ", names.keySet())));
            }
            values.add(value);
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("it needs communities");
        }
        return new Entry(
                IpPrefix.parseLenient(Objects.requireNonNullElse(written.cidr(), "")),
                RouteCommunities.parse(values));
    }

    PathAttributes applied(IpPrefix prefix, PathAttributes attributes) {
        PathAttributes result = attributes;
        for (Entry entry : entries) {
            if (entry.block().contains(prefix)) {
                result = new RouteChange.AddCommunities(entry.communities()).apply(prefix, result);
            }
        }
        return result;
    }
}
