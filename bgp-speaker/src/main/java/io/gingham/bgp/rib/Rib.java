package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// All routing information of a speaker. For one thread.
public final class Rib {

    private static final PathAttributes ORIGINATED =
            PathAttributes.of(
                    new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                    new PathAttribute.Path(AsPath.EMPTY));

    private final AsNumber localAs;
    private final Map<String, PeerRib> peers = new LinkedHashMap<>();
    private final LocRib routes = new LocRib();
    private final Set<IpPrefix> originated = new HashSet<>();

    /// What changed since the last [#takeChanges].
    private final Map<IpPrefix, Delta<IpPrefix, BestPath>> changes = new LinkedHashMap<>();

    /// Prefixes whose last change was a Put.
    private final Set<IpPrefix> reported = new HashSet<>();

    private boolean deferred;
    private final Set<IpPrefix> waitingForSelection = new LinkedHashSet<>();

    /// @param deferred select nothing until [#resumeSelection] (RFC 4724 section 4.1)
    public Rib(AsNumber localAs, boolean deferred) {
        this.localAs = localAs;
        this.deferred = deferred;
    }

    public boolean deferred() {
        return deferred;
    }

    /// Ends the deferral: everything is selected now, and told to the peers.
    public void resumeSelection() {
        deferred = false;
        List<IpPrefix> waiting = List.copyOf(waitingForSelection);
        waitingForSelection.clear();
        waiting.forEach(this::select);
    }

    /// The whole set of prefixes that start here; others of before are withdrawn.
    public void originate(Set<IpPrefix> prefixes) {
        for (IpPrefix gone : List.copyOf(originated)) {
            if (!prefixes.contains(gone)) {
                originated.remove(gone);
                routes.remove(gone, new RouteSource.Local().key());
                select(gone);
            }
        }
        for (IpPrefix prefix : prefixes) {
            if (originated.add(prefix)) {
                routes.put(new Route(prefix, ORIGINATED, new RouteSource.Local()));
                select(prefix);
            }
        }
    }

    public void addPeer(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        peers.put(name, new PeerRib(importFilter, exportFilter));
    }

    /// Its routes go with it.
    public void removePeer(String name) {
        PeerRib peer = peer(name);
        peer.down();
        forget(name, peer.in.clear());
        peers.remove(name);
    }

    /// Applies them to what is there.
    public void changeFilters(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        PeerRib peer = peer(name);
        peer.filters(importFilter, exportFilter);
        peer.session()
                .ifPresent(
                        session -> {
                            peer.in.prefixes().forEach(prefix -> admit(peer, session, prefix));
                            routes.selected().forEach(peer.out::changed);
                        });
    }

    /// The session is Established. Stale routes of the peer stay until they are swept.
    public void sessionUp(RibPeer session) {
        PeerRib peer = peer(session.name());
        peer.up(session);
        peer.out.begin(routes.selected());
    }

    /// @param keepRoutes all of them, as stale, for the peer may be restarting
    public void sessionDown(String name, boolean keepRoutes) {
        Set<AddressFamily> all = Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);
        sessionDown(name, keepRoutes ? all : Set.of());
    }

    /// @param kept the families whose routes stay, as stale, for the peer may be restarting
    public void sessionDown(String name, Set<AddressFamily> kept) {
        PeerRib peer = peer(name);
        peer.down();
        forget(name, kept.isEmpty() ? peer.in.clear() : peer.in.markStale(kept));
    }

    /// Drops the peer's stale routes: its time is over.
    ///
    /// @return how many there were
    public int sweepStale(String name) {
        return sweepStale(name, _ -> true);
    }

    /// Drops the peer's stale routes of some families: it sent End-of-RIB, or did not keep them.
    ///
    /// @return how many there were
    public int sweepStale(String name, Predicate<AddressFamily> families) {
        List<IpPrefix> gone = peer(name).in.sweep(families);
        forget(name, gone);
        return gone.size();
    }

    public boolean hasStale(String name) {
        return peer(name).in.hasStale();
    }

    /// An update of an Established session. What is of a family that was not agreed upon is ignored
    /// (RFC 4760 section 6).
    public void receive(String name, Update update) {
        PeerRib peer = peer(name);
        RibPeer session = peer.session().orElseThrow();
        PathAttributes plain = update.attributes().without(Rib::isPrefixList);
        boolean ipv4 = session.speaks(AddressFamily.IPV4_UNICAST);
        if (ipv4) {
            withdraw(name, peer, update.withdrawn());
        }
        update.attributes()
                .find(MpUnreach.class)
                .filter(unreach -> session.speaks(unreach.family()))
                .ifPresent(unreach -> withdraw(name, peer, unreach.withdrawn()));
        if (ipv4) {
            announce(peer, session, Nlri.prefixes(update.announced()), plain);
        }
        update.attributes()
                .find(MpReach.class)
                .filter(reach -> session.speaks(reach.family()))
                .ifPresent(reach -> announce(peer, session, reach, plain));
    }

    /// Of a global and a link-local next hop (RFC 2545 section 3) the global one counts.
    private void announce(PeerRib peer, RibPeer session, MpReach reach, PathAttributes plain) {
        PathAttributes attributes =
                reach.nextHops().stream()
                        .filter(hop -> !hop.isUnspecified())
                        .findFirst()
                        .map(hop -> plain.with(new PathAttribute.NextHop(hop)))
                        .orElseGet(() -> plain.without(PathAttribute.NextHop.TYPE));
        announce(peer, session, Nlri.prefixes(reach.announced()), attributes);
    }

    private void announce(
            PeerRib peer, RibPeer session, List<IpPrefix> prefixes, PathAttributes attributes) {
        for (IpPrefix prefix : prefixes) {
            peer.in.put(prefix, attributes);
            admit(peer, session, prefix);
        }
    }

    private void withdraw(String name, PeerRib peer, List<Nlri> prefixes) {
        forget(name, prefixes.stream().map(Nlri::prefix).filter(peer.in::remove).toList());
    }

    /// RFC 2918: the peer asks for everything of the family again.
    public void refresh(String name, AddressFamily family) {
        peer(name).out.refresh(family);
    }

    /// True if [#nextUpdates] would find something to do.
    public boolean hasUpdates(String name) {
        PeerRib peer = peer(name);
        return peer.session().isPresent()
                && (peer.out.hasPending() || (peer.out.endOfRibDue() && !deferred));
    }

    /// What to send next to a peer with a session; after the last of the first routes comes
    /// End-of-RIB.
    ///
    /// @param limit the most prefixes to look at in this call
    public List<Update> nextUpdates(String name, CodecContext context, int limit) {
        PeerRib peer = peer(name);
        List<Update> updates = new ArrayList<>(peer.nextUpdates(routes, localAs, context, limit));
        if (!deferred) {
            updates.addAll(peer.endOfRib());
        }
        return updates;
    }

    /// What the kernel must learn since the last call, at most one change a prefix, in order of
    /// first change.
    public List<Delta<IpPrefix, BestPath>> takeChanges() {
        List<Delta<IpPrefix, BestPath>> taken = List.copyOf(changes.values());
        changes.clear();
        return taken;
    }

    public int received(String name) {
        return peer(name).in.size();
    }

    /// Of what the peer sent, how much may be used.
    public int accepted(String name) {
        return (int)
                peer(name).in.prefixes().stream()
                        .filter(
                                prefix ->
                                        routes.candidates(prefix).stream()
                                                .anyMatch(r -> r.source().key().equals(name)))
                        .count();
    }

    public int advertised(String name) {
        return peer(name).out.size();
    }

    /// The next hops of a prefix's usable routes that were learned, the best route's first: for
    /// whom the best can't be used.
    public List<IpAddress> nextHops(IpPrefix prefix) {
        return DecisionProcess.ranked(routes.candidates(prefix)).stream()
                .filter(route -> route.source() instanceof RouteSource.Learned)
                .flatMap(route -> route.attributes().nextHop().stream())
                .distinct()
                .toList();
    }

    /// All usable routes, ordered by prefix, then by source.
    public List<RouteView> views() {
        return routes.prefixes().stream()
                .sorted()
                .flatMap(prefix -> views(prefix).stream())
                .toList();
    }

    private List<RouteView> views(IpPrefix prefix) {
        Optional<Route> best = routes.best(prefix);
        return routes.candidates(prefix).stream()
                .map(
                        route ->
                                new RouteView(
                                        prefix,
                                        route.source().key(),
                                        route.attributes(),
                                        best.filter(route::equals).isPresent(),
                                        isStale(route)))
                .toList();
    }

    private boolean isStale(Route route) {
        return switch (route.source()) {
            case RouteSource.Local() -> false;
            case RouteSource.Learned(var peer) -> peer(peer.name()).in.isStale(route.prefix());
        };
    }

    /// What the peer sent for that prefix goes through the import policy, and on.
    private void admit(PeerRib peer, RibPeer session, IpPrefix prefix) {
        peer.in
                .find(prefix)
                .flatMap(
                        received ->
                                ImportPolicy.accept(
                                        prefix, received, session, localAs, peer.importFilter()))
                .ifPresentOrElse(routes::put, () -> routes.remove(prefix, session.name()));
        select(prefix);
    }

    private void forget(String name, Collection<IpPrefix> prefixes) {
        for (IpPrefix prefix : prefixes) {
            routes.remove(prefix, name);
            select(prefix);
        }
    }

    private void select(IpPrefix prefix) {
        if (deferred) {
            waitingForSelection.add(prefix);
        } else if (routes.select(prefix)) {
            report(prefix);
            peers.values().stream()
                    .filter(peer -> peer.session().isPresent())
                    .forEach(peer -> peer.out.changed(prefix));
        }
    }

    /// Our own routes are nobody's to install, so a prefix that becomes ours is removed from what
    /// was reported.
    private void report(IpPrefix prefix) {
        Optional<BestPath> best = routes.best(prefix).flatMap(Rib::learned);
        if (best.isPresent()) {
            reported.add(prefix);
            changes.put(prefix, Delta.put(prefix, best.get()));
        } else if (reported.remove(prefix)) {
            changes.put(prefix, Delta.remove(prefix));
        }
    }

    private static Optional<BestPath> learned(Route best) {
        return switch (best.source()) {
            case RouteSource.Local() -> Optional.empty();
            case RouteSource.Learned(RibPeer from) ->
                    best.attributes()
                            .nextHop()
                            .map(
                                    nextHop ->
                                            new BestPath(
                                                    nextHop,
                                                    from.name(),
                                                    from.address(),
                                                    from.external(),
                                                    best.attributes()));
        };
    }

    private static boolean isPrefixList(PathAttribute attribute) {
        return attribute instanceof MpReach || attribute instanceof MpUnreach;
    }

    private PeerRib peer(String name) {
        PeerRib peer = peers.get(name);
        if (peer == null) {
            throw new IllegalArgumentException("no peer is named '" + name + "'");
        }
        return peer;
    }
}
