package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteExplanation.Candidate;
import io.gingham.bgp.rib.RouteExplanation.Verdict;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tables of a [Rib], for people to look at. Reads only; on the RIB's thread.
public final class RibViews {

    private static final Comparator<RouteView> ORDER =
            Comparator.comparing(RouteView::prefix)
                    .thenComparing(RouteView::from)
                    .thenComparingLong(RouteView::pathId);

    private final DestinationTable destinations;
    private final DecisionProcess decision;
    private final RibSettings settings;
    private final Map<String, AdjRibIn> peers;

    RibViews(
            DestinationTable destinations,
            DecisionProcess decision,
            RibSettings settings,
            Map<String, AdjRibIn> peers) {
        this.destinations = destinations;
        this.decision = decision;
        this.settings = settings;
        this.peers = peers;
    }

    /// All usable routes, ordered by prefix, then by source.
    public List<RouteView> routes() {
        List<RouteView> views = new ArrayList<>();
        destinations.forEach(
                destination ->
                        chain(destination)
                                .filter(Route::isUsable)
                                .forEach(route -> views.add(view(route, route.attributes()))));
        views.sort(ORDER);
        return views;
    }

    /// What a peer sent, as it came.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public List<RouteView> received(String name) {
        return peer(name).routes(_ -> true).stream()
                .map(route -> view(route, route.received))
                .sorted(ORDER)
                .toList();
    }

    /// What a peer was told, as it stands in the updates; empty without a session.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public List<RouteView> advertised(String name) {
        Member member = peer(name).member;
        if (member == null) {
            return List.of();
        }
        UpdateGroup group = member.group;
        List<RouteView> views = new ArrayList<>();
        destinations.forEach(
                destination -> {
                    for (Route route : group.told(destination)) {
                        said(route, member).ifPresent(views::add);
                    }
                });
        views.sort(ORDER);
        return views;
    }

    /// Empty if it is the member's own, or would lead back to it.
    private static Optional<RouteView> said(Route route, Member member) {
        UpdateGroup group = member.group;
        PathAttributes offered =
                route.source.owner() == member.owner ? null : group.policy().offer(route);
        long pathId = group.key.addPath(route.destination.family()) ? route.localId : 0;
        return Optional.ofNullable(offered)
                .flatMap(
                        each ->
                                group.policy()
                                        .rewrite(
                                                each,
                                                route.source,
                                                route.destination.family(),
                                                ExportPolicy.hasFiltersHop(route, each)))
                .filter(each -> each.nextHop().map(group::memberAt).orElse(null) != member)
                .map(
                        attributes ->
                                new RouteView(
                                        route.prefix(),
                                        route.source.name(),
                                        pathId,
                                        attributes,
                                        route.destination.best == route,
                                        route.age.isStale()));
    }

    /// Why the best route is the best.
    public RouteExplanation explain(IpPrefix prefix) {
        Destination destination = destinations.find(prefix);
        if (destination == null) {
            return new RouteExplanation(prefix, List.of());
        }
        List<Candidate> candidates = new ArrayList<>();
        List<Route> equal = decision.equallyGood(destination);
        Map<Route, DecisionProcess.Defeat> defeats = decision.defeats(destination);
        for (Route route : decision.ranked(destination)) {
            DecisionProcess.Defeat defeat = defeats.get(route);
            Verdict verdict =
                    defeat == null || route == destination.best
                            ? new Verdict.Best()
                            : new Verdict.Beaten(defeat.rule(), defeat.seen(), defeat.winners());
            boolean beside = equal.contains(route) && !(verdict instanceof Verdict.Best);
            candidates.add(
                    new Candidate(
                            view(route, route.attributes()),
                            beside ? new Verdict.Multipath() : verdict));
        }
        chain(destination)
                .flatMap(route -> refused(route).stream())
                .sorted(Comparator.comparing(Candidate::route, ORDER))
                .forEach(candidates::add);
        return new RouteExplanation(prefix, candidates);
    }

    private Optional<Candidate> refused(Route route) {
        Optional<String> reason =
                route.isUsable() ? unreachable(route) : Optional.of(whyRefused(route));
        return reason.map(
                why -> new Candidate(view(route, route.received), new Verdict.Refused(why)));
    }

    private Optional<String> unreachable(Route route) {
        return route.source.isLocal() || decision.isReachable(route.attributes())
                ? Optional.empty()
                : Optional.of(
                        "there is no way to its next hop "
                                + route.attributes().nextHop().orElseThrow());
    }

    private String whyRefused(Route route) {
        RibPeer peer = route.peer().orElseThrow();
        AdjRibIn owner = route.source.owner();
        RouteFilter filter = owner == null ? RouteFilter.ACCEPT_ALL : owner.importFilter;
        return ImportPolicy.of(
                        route.received,
                        route.destination.family(),
                        new ImportRule.Context(peer, settings),
                        filter)
                .refusal(route.prefix())
                .orElse("it was refused when it came");
    }

    private static RouteView view(Route route, PathAttributes attributes) {
        return new RouteView(
                route.prefix(),
                route.source.name(),
                Integer.toUnsignedLong(route.pathId()),
                attributes,
                route.destination.best == route,
                route.age.isStale());
    }

    private static Stream<Route> chain(Destination destination) {
        List<Route> all = new ArrayList<>();
        for (@Nullable Route each = destination.routes; each != null; each = each.next) {
            all.add(each);
        }
        return all.stream();
    }

    private AdjRibIn peer(String name) {
        AdjRibIn peer = peers.get(name);
        if (peer == null) {
            throw new IllegalArgumentException("no peer is named '" + name + "'");
        }
        return peer;
    }
}
