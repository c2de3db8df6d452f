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
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tables of a [Rib], for people to look at. Reads only; on the RIB's thread.
public final class RibViews {

    private final DestinationTable destinations;
    private final DecisionProcess decision;
    private final RibSettings settings;
    private final Map<String, AdjRibIn> peers;
    private final boolean deferred;

    RibViews(
            DestinationTable destinations,
            DecisionProcess decision,
            RibSettings settings,
            Map<String, AdjRibIn> peers,
            boolean deferred) {
        this.destinations = destinations;
        this.decision = decision;
        this.settings = settings;
        this.peers = peers;
        this.deferred = deferred;
    }

    /// All usable routes.
    public List<RouteView> routes() {
        return routes(RouteQuery.ALL).routes();
    }

    /// Those of the usable routes that are wanted.
    public RouteList routes(RouteQuery query) {
        RouteCollector found = new RouteCollector(query.limit());
        visit(
                query.scope(),
                (prefix, destination) -> {
                    for (Route route = destination.routes; route != null; route = route.next) {
                        Route each = route;
                        if (each.isUsable() && (!query.bestOnly() || isBest(each))) {
                            found.add(
                                    prefix,
                                    () ->
                                            Optional.of(
                                                    view(each, each.attributes(), isBeside(each))));
                        }
                    }
                });
        return found.list();
    }

    /// What a peer sent, as it came.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public RouteList received(String name, RouteQuery query) {
        RouteCollector found = new RouteCollector(query.limit());
        peer(name)
                .forEach(
                        route -> {
                            IpPrefix prefix = route.prefix();
                            if (query.scope().has(prefix) && (!query.bestOnly() || isBest(route))) {
                                found.add(
                                        prefix,
                                        () -> Optional.of(view(route, route.received, false)));
                            }
                        });
        return found.list();
    }

    /// What a peer was told, as it stands in the updates; nothing without a session.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public RouteList advertised(String name, RouteQuery query) {
        Member member = peer(name).member;
        RouteCollector found = new RouteCollector(query.limit());
        if (member != null) {
            visit(
                    query.scope(),
                    (prefix, destination) -> {
                        for (Route route : member.group.told(destination)) {
                            if (route.source.owner() != member.owner
                                    && (!query.bestOnly() || isBest(route))) {
                                found.add(prefix, () -> said(route, member));
                            }
                        }
                    });
        }
        return found.list();
    }

    /// An address lies in so few prefixes that the table is asked for each.
    private void visit(RouteQuery.Scope scope, BiConsumer<IpPrefix, Destination> visitor) {
        if (scope instanceof RouteQuery.Scope.Around(var address)) {
            for (int length = 0; length <= address.family().maxPrefixLength(); length++) {
                IpPrefix prefix = IpPrefix.containing(address, length);
                Destination destination = destinations.find(prefix);
                if (destination != null) {
                    visitor.accept(prefix, destination);
                }
            }
            return;
        }
        destinations.forEach(
                destination -> {
                    IpPrefix prefix = destination.prefix();
                    if (scope.has(prefix)) {
                        visitor.accept(prefix, destination);
                    }
                });
    }

    @SuppressWarnings("ReferenceEquality") // the very route
    private static boolean isBest(Route route) {
        return route.destination.best == route;
    }

    /// Whether it is used at the same time as the best one.
    private boolean isBeside(Route route) {
        return settings.multipath() > 1
                && !isBest(route)
                && decision.equallyGood(route.destination).contains(route);
    }

    /// Empty if it would lead back to the member.
    static Optional<RouteView> said(Route route, Member member) {
        UpdateGroup group = member.group;
        PathAttributes offered = group.policy().offer(route);
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
                                        isBest(route),
                                        false,
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
                            : beaten(defeat, destination);
            boolean beside = equal.contains(route) && !(verdict instanceof Verdict.Best);
            candidates.add(
                    new Candidate(
                            view(route, route.attributes(), beside),
                            beside ? new Verdict.Multipath() : verdict));
        }
        chain(destination)
                .flatMap(route -> refused(route).stream())
                .sorted(Comparator.comparing(Candidate::route, RouteCollector.ORDER))
                .forEach(candidates::add);
        return new RouteExplanation(prefix, candidates);
    }

    /// Why a peer is told the routes to a prefix, or is not.
    ///
    /// @throws IllegalArgumentException if there is no such peer
    public TellingExplanation explain(IpPrefix prefix, String name) {
        TellingReasons reasons = new TellingReasons(peer(name), deferred);
        Destination destination = destinations.find(prefix);
        if (destination == null) {
            return new TellingExplanation(prefix, List.of());
        }
        List<TellingExplanation.Candidate> candidates = new ArrayList<>();
        int offered = 0;
        for (Route route : decision.ranked(destination)) {
            candidates.add(reasons.of(route, isBest(route), offered));
            offered += reasons.isOffered(route) ? 1 : 0;
        }
        chain(destination)
                .flatMap(route -> refused(route).stream())
                .sorted(Comparator.comparing(Candidate::route, RouteCollector.ORDER))
                .map(
                        each ->
                                new TellingExplanation.Candidate(
                                        each.route(),
                                        false,
                                        "not told: we do not use it; " + each.verdict().text()))
                .forEach(candidates::add);
        return new TellingExplanation(prefix, candidates);
    }

    @SuppressWarnings("ReferenceEquality") // the very route
    private static Verdict beaten(DecisionProcess.Defeat defeat, Destination destination) {
        Route by = defeat.by();
        return new Verdict.Beaten(
                defeat.rule(),
                defeat.seen(),
                defeat.winners(),
                by == destination.best
                        ? Optional.empty()
                        : Optional.of(by.source.isLocal() ? "ourselves" : by.source.name()));
    }

    private Optional<Candidate> refused(Route route) {
        Optional<String> reason =
                route.isUsable() ? unreachable(route) : Optional.of(whyRefused(route));
        return reason.map(
                why -> new Candidate(view(route, route.received, false), new Verdict.Refused(why)));
    }

    private Optional<String> unreachable(Route route) {
        return route.source.isLocal() || decision.isReachable(route)
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

    static RouteView view(Route route, PathAttributes attributes, boolean beside) {
        return new RouteView(
                route.prefix(),
                route.source.name(),
                Integer.toUnsignedLong(route.pathId()),
                attributes,
                isBest(route),
                beside,
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
