package io.gingham.dataplane.routes;

import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where prefixes are to lead, by who wants it. Of two sources that want the same prefix the one
/// that was named first wins. Pure; for one thread.
///
/// There may be a million routes, so a way that many share is one object.
public final class RoutePlan {

    private final Map<String, Map<IpPrefix, Way>> bySource = new LinkedHashMap<>();
    private final Map<Way, Way> shared = new HashMap<>();
    private final Set<IpPrefix> touched = new HashSet<>();
    private Withheld withheld = Withheld.NOTHING;
    private boolean metricsCount;

    /// Prefixes that the kernel is to have no route to, whatever a source wants.
    ///
    /// @param blocks they lie in one of these
    /// @param except but not in one of these that is longer: it says more of them
    public record Withheld(List<IpPrefix> blocks, List<IpPrefix> except) {

        public static final Withheld NOTHING = new Withheld(List.of(), List.of());

        public Withheld {
            blocks = List.copyOf(blocks);
            except = List.copyOf(except);
        }

        boolean has(IpPrefix prefix) {
            int longest = longest(blocks, prefix);
            return longest >= 0 && longest >= longest(except, prefix);
        }

        /// The length of the longest that holds the prefix; -1 if none does.
        private static int longest(List<IpPrefix> blocks, IpPrefix prefix) {
            int longest = -1;
            for (IpPrefix block : blocks) {
                if (block.length() > longest && block.contains(prefix)) {
                    longest = block.length();
                }
            }
            return longest;
        }
    }

    /// @param sources names, the one that wins first
    public RoutePlan(List<String> sources) {
        sources.forEach(source -> bySource.put(source, new HashMap<>()));
    }

    /// @throws IllegalArgumentException if there is no such source
    public void put(String source, IpPrefix prefix, RouteTarget target) {
        put(source, prefix, target, Way.USUAL);
    }

    /// @param metric of the route, if metrics count ([#countMetrics])
    public void put(String source, IpPrefix prefix, RouteTarget target, int metric) {
        Way one = shared.computeIfAbsent(new Way(target, metric), way -> way);
        if (!one.equals(of(source).put(prefix, one))) {
            touched.add(prefix);
        }
    }

    public void remove(String source, IpPrefix prefix) {
        if (of(source).remove(prefix) != null) {
            touched.add(prefix);
        }
    }

    /// All that the source wants.
    public void replace(String source, Map<IpPrefix, RouteTarget> all) {
        Map<IpPrefix, Way> before = of(source);
        for (IpPrefix prefix : List.copyOf(before.keySet())) {
            if (!all.containsKey(prefix)) {
                remove(source, prefix);
            }
        }
        all.forEach((prefix, target) -> put(source, prefix, target));
    }

    /// What is wanted of them stays noted, for the day when they are withheld no more.
    public void withhold(Withheld next) {
        if (next.equals(withheld)) {
            return;
        }
        for (IpPrefix prefix : prefixes()) {
            if (withheld.has(prefix) != next.has(prefix)) {
                touched.add(prefix);
            }
        }
        withheld = next;
    }

    private Map<IpPrefix, Way> of(String source) {
        Map<IpPrefix, Way> found = bySource.get(source);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no source '" + source + "' among " + bySource.keySet());
        }
        return found;
    }

    /// Whether the metrics that sources give to their routes are those of the kernel's routes. If
    /// not, all routes have the same one.
    public void countMetrics(boolean yes) {
        if (yes == metricsCount) {
            return;
        }
        metricsCount = yes;
        bySource.values()
                .forEach(
                        ways ->
                                ways.forEach(
                                        (prefix, way) -> {
                                            if (way.metric() != Way.USUAL) {
                                                touched.add(prefix);
                                            }
                                        }));
    }

    @Nullable Way find(IpPrefix prefix) {
        if (withheld.has(prefix)) {
            return null;
        }
        for (Map<IpPrefix, Way> source : bySource.values()) {
            Way way = source.get(prefix);
            if (way != null) {
                return metricsCount ? way : usual(way);
            }
        }
        return null;
    }

    private Way usual(Way way) {
        if (way.metric() == Way.USUAL) {
            return way;
        }
        return shared.computeIfAbsent(new Way(way.target(), Way.USUAL), each -> each);
    }

    /// Every prefix that somebody wants.
    Set<IpPrefix> prefixes() {
        Set<IpPrefix> all = new HashSet<>();
        bySource.values().forEach(source -> all.addAll(source.keySet()));
        return all;
    }

    /// What has changed since the last call, by its prefix.
    Collection<IpPrefix> takeTouched() {
        List<IpPrefix> taken = List.copyOf(touched);
        touched.clear();
        return taken;
    }
}
