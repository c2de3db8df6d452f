package io.gingham.agent.bgp;

import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.crds.v3.BGPConfigurationSpec.BmpCollector;
import io.gingham.value.Durations;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What BGPConfiguration names under `bmpCollectors`. A wrong entry is a problem in words; the
/// others count.
final class BmpCollectors {

    private static final Map<String, BmpView> VIEWS =
            Arrays.stream(BmpView.values())
                    .collect(
                            Collectors.toMap(
                                    BmpView::label, view -> view, (a, _) -> a, LinkedHashMap::new));

    private BmpCollectors() {}

    /// @param node what collectors know this one by
    /// @param problems gets a sentence for each entry that does not count
    static BmpConfig of(String node, List<BmpCollector> wanted, Collection<String> problems) {
        Map<String, CollectorConfig> collectors = new LinkedHashMap<>();
        for (BmpCollector each : wanted) {
            try {
                CollectorConfig collector = collector(each);
                if (collectors.putIfAbsent(collector.label(), collector) != null) {
                    throw new IllegalArgumentException("it is there twice");
                }
            } catch (IllegalArgumentException e) {
                problems.add(
                        "BGPConfiguration: bmpCollectors %s: %s: it is left out"
                                .formatted(
                                        Objects.requireNonNullElse(each.address(), ""),
                                        e.getMessage()));
            }
        }
        return new BmpConfig(node, List.copyOf(collectors.values()));
    }

    private static CollectorConfig collector(BmpCollector spec) {
        if (spec.address() == null || spec.port() == null) {
            throw new IllegalArgumentException("expected address and port");
        }
        IpAddress address = IpAddress.parse(spec.address());
        if (address.isUnspecified() || address.isMulticast() || address.isIpv4Mapped()) {
            throw new IllegalArgumentException("expected a host's address");
        }
        return new CollectorConfig(
                address,
                spec.port(),
                views(Objects.requireNonNullElse(spec.monitor(), List.of())),
                interval(spec),
                CollectorConfig.DEFAULT_RETRY);
    }

    private static Duration interval(BmpCollector spec) {
        return spec.statisticsInterval() == null
                ? CollectorConfig.DEFAULT_STATISTICS
                : Durations.parse(spec.statisticsInterval());
    }

    private static Set<BmpView> views(List<String> names) {
        if (names.isEmpty()) {
            return CollectorConfig.DEFAULT_VIEWS;
        }
        Set<BmpView> views = EnumSet.noneOf(BmpView.class);
        for (String name : names) {
            BmpView view = VIEWS.get(name);
            if (view == null) {
                throw new IllegalArgumentException(
                        "monitor: expected "
                                + String.join(", ", VIEWS.keySet())
                                + ", seen '"
                                + name
                                + "'");
            }
            views.add(view);
        }
        return views;
    }
}
