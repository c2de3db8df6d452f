package io.gingham.agent.bgp;

import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// From a mesh to reflectors, or back, or to routers, without losing a route: a session between
/// nodes that is wanted no more stays until others tell all that it told, and some time longer, in
/// which the other end gets there too; and a reflector that is none any more goes on reflecting
/// while its former clients find each other.
///
/// ```
///   wanted no more ──▶ others tell all of its routes? ── no ──▶ stays, 5 minutes at most
///                                   │ yes, for 10 s
///                                   ▼
///                                 ends
/// ```
///
/// A session with a node that has left the cluster ends at once. For one thread.
final class Handover {

    /// Both ends see the same objects within moments, but not at the same moment.
    static final Duration SETTLE = Duration.ofSeconds(10);

    static final Duration LONGEST = Duration.ofMinutes(5);

    /// Sessions of a mesh come up within two connect retries.
    static final Duration REFLECT = Duration.ofSeconds(60);

    private final Map<String, Long> leavingSince = new HashMap<>();
    private final Map<String, Long> coveredSince = new HashMap<>();
    private final Map<String, Long> formerSince = new HashMap<>();

    /// @param config what the speaker is to be now
    /// @param unfinished it has to be asked again soon
    /// @param problems what holds it up, as sentences
    record Step(SpeakerConfig config, boolean unfinished, List<String> problems) {
        Step {
            problems = List.copyOf(problems);
        }
    }

    /// @param before what the speaker is, with what is being handed over
    /// @param nodes addresses of the cluster's nodes
    /// @param routes all that are usable; asked only if something is being handed over
    /// @param now in nanoseconds
    Step next(
            SpeakerConfig before,
            SpeakerConfig wanted,
            Collection<IpAddress> nodes,
            Supplier<List<RouteView>> routes,
            long now) {
        Map<String, PeerConfig> peers = new LinkedHashMap<>();
        wanted.peers().forEach(peer -> peers.put(peer.name(), peer));
        Map<String, PeerConfig> leaving = leaving(before, wanted, new HashSet<>(nodes));
        leavingSince.keySet().retainAll(leaving.keySet());
        coveredSince.keySet().retainAll(leaving.keySet());
        List<String> problems = new ArrayList<>();
        if (!leaving.isEmpty()) {
            Map<String, Set<IpPrefix>> missing = missing(leaving.keySet(), routes.get());
            leaving.values().stream()
                    .filter(peer -> stays(peer.name(), missing, now, problems))
                    .forEach(peer -> peers.put(peer.name(), peer));
        }
        SpeakerConfig reflecting = reflecting(before, wanted, peers, now);
        boolean unfinished = peers.size() > wanted.peers().size() || !formerSince.isEmpty();
        return new Step(reflecting.withPeers(List.copyOf(peers.values())), unfinished, problems);
    }

    private static Map<String, PeerConfig> leaving(
            SpeakerConfig before, SpeakerConfig wanted, Set<IpAddress> nodes) {
        Set<String> names =
                wanted.peers().stream().map(PeerConfig::name).collect(Collectors.toSet());
        Set<IpAddress> places =
                wanted.peers().stream().map(PeerConfig::address).collect(Collectors.toSet());
        Map<String, PeerConfig> leaving = new TreeMap<>();
        before.peers().stream()
                .filter(peer -> PeeringPlan.isNode(peer.name()))
                .filter(peer -> !names.contains(peer.name()) && !places.contains(peer.address()))
                .filter(peer -> nodes.contains(peer.address()))
                .forEach(peer -> leaving.put(peer.name(), peer));
        return leaving;
    }

    /// Of each that leaves, the prefixes that nobody tells who stays.
    private static Map<String, Set<IpPrefix>> missing(Set<String> leaving, List<RouteView> routes) {
        Set<IpPrefix> covered = new HashSet<>();
        for (RouteView route : routes) {
            if (!leaving.contains(route.from()) && !route.stale()) {
                covered.add(route.prefix());
            }
        }
        Map<String, Set<IpPrefix>> missing = new HashMap<>();
        for (RouteView route : routes) {
            if (leaving.contains(route.from()) && !covered.contains(route.prefix())) {
                missing.computeIfAbsent(route.from(), _ -> new TreeSet<>()).add(route.prefix());
            }
        }
        return missing;
    }

    private boolean stays(
            String name, Map<String, Set<IpPrefix>> missing, long now, List<String> problems) {
        long since = leavingSince.computeIfAbsent(name, _ -> now);
        Set<IpPrefix> prefixes = missing.get(name);
        boolean settling = now - since < SETTLE.toNanos();
        if (prefixes == null) {
            long covered = coveredSince.computeIfAbsent(name, _ -> now);
            return now - covered < SETTLE.toNanos();
        }
        coveredSince.remove(name);
        if (now - since >= LONGEST.toNanos()) {
            return false;
        }
        if (!settling) {
            problems.add(
                    "the session %s stays though nothing asks for it any more: nobody else tells of %s; it ends after %d minutes at the latest"
                            .formatted(
                                    name,
                                    prefixes.stream()
                                            .limit(3)
                                            .map(IpPrefix::toString)
                                            .collect(Collectors.joining(", ")),
                                    LONGEST.toMinutes()));
        }
        return true;
    }

    /// @param peers gets former clients as they were
    private SpeakerConfig reflecting(
            SpeakerConfig before, SpeakerConfig wanted, Map<String, PeerConfig> peers, long now) {
        Set<String> former = new HashSet<>();
        for (PeerConfig was : before.peers()) {
            PeerConfig is = peers.get(was.name());
            if (is != null
                    && is.remoteAs().equals(was.remoteAs())
                    && was.relation().reflectorClient()
                    && !is.relation().reflectorClient()
                    && now - formerSince.computeIfAbsent(was.name(), _ -> now)
                            < REFLECT.toNanos()) {
                former.add(was.name());
                peers.put(
                        was.name(),
                        is.withRelation(is.relation().withReflectorClient(true))
                                .withFilters(is.importFilter(), was.exportFilter()));
            }
        }
        formerSince.keySet().retainAll(former);
        return former.isEmpty() ? wanted : wanted.withClusterId(before.clusterId());
    }
}
