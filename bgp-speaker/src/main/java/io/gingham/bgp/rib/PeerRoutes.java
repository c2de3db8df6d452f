package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What peers send: taken in, judged, grown old, and gone.
final class PeerRoutes {

    private RibSettings settings;
    private final LocRib routes;

    PeerRoutes(RibSettings settings, LocRib routes) {
        this.settings = settings;
        this.routes = routes;
    }

    /// An update of an Established session. What is of a family that was not agreed upon is ignored
    /// (RFC 4760 section 6).
    void receive(AdjRibIn peer, Update update) {
        RibPeer session = session(peer).peer();
        if (session == null) {
            throw new IllegalStateException("no session with " + peer);
        }
        boolean ipv4 = session.speaks(AddressFamily.IPV4_UNICAST);
        if (ipv4) {
            withdraw(peer, update.withdrawn());
        }
        PathAttributes attributes = update.attributes();
        if (attributes.isEmpty()) {
            return;
        }
        PathAttributes plain =
                attributes.has(MpReach.TYPE) || attributes.has(MpUnreach.TYPE)
                        ? attributes.without(PeerRoutes::isPrefixList)
                        : attributes;
        attributes
                .find(MpUnreach.class)
                .filter(unreach -> session.speaks(unreach.family()))
                .ifPresent(unreach -> withdraw(peer, unreach.withdrawn()));
        if (ipv4 && !update.announced().isEmpty()) {
            announce(peer, session, update.announced(), plain);
        }
        attributes
                .find(MpReach.class)
                .filter(reach -> session.speaks(reach.family()) && !reach.announced().isEmpty())
                .ifPresent(
                        reach -> announce(peer, session, reach.announced(), withHop(reach, plain)));
    }

    /// Of a global and a link-local next hop (RFC 2545 section 3) the global one counts.
    private static PathAttributes withHop(MpReach reach, PathAttributes plain) {
        return reach.nextHops().stream()
                .filter(hop -> !hop.isUnspecified())
                .findFirst()
                .map(hop -> plain.with(new PathAttribute.NextHop(hop)))
                .orElseGet(() -> plain.without(PathAttribute.NextHop.TYPE));
    }

    private void announce(
            AdjRibIn peer, RibPeer session, List<Nlri> prefixes, PathAttributes attributes) {
        IpFamily family = prefixes.getFirst().prefix().family();
        ImportPolicy policy = policy(attributes, family, peer, session);
        Source source = session(peer);
        for (Nlri nlri : prefixes) {
            Destination destination = routes.destinations.findOrAdd(nlri.prefix());
            int pathId = (int) nlri.pathId();
            Route old = destination.find(peer, pathId);
            if (old != null && old.source == source && old.received.equals(attributes)) {
                peer.setAge(old, Age.FRESH);
                continue;
            }
            PathAttributes accepted = policy.accept(nlri.prefix());
            Route route = Route.of(destination, source, pathId, attributes, accepted);
            if (old != null) {
                peer.unlink(old);
            }
            destination.put(old, route);
            peer.link(route);
            tell(peer, old, route);
            routes.select(destination);
        }
    }

    private void tell(AdjRibIn peer, @Nullable Route old, Route now) {
        RibObserver observer = routes.observer;
        if (observer != null && !now.age.isStale()) {
            RibObserver.Change change = RibObserver.Change.of(old, now);
            if (change.received() || change.accepted()) {
                observer.routeIn(
                        peer.name,
                        now.prefix(),
                        now.pathId(),
                        now.received,
                        now.accepted(),
                        change);
            }
        }
    }

    private ImportPolicy policy(
            PathAttributes received, IpFamily family, AdjRibIn peer, RibPeer session) {
        return ImportPolicy.of(
                received, family, new ImportRule.Context(session, settings), peer.importFilter);
    }

    private void withdraw(AdjRibIn peer, List<Nlri> prefixes) {
        for (Nlri nlri : prefixes) {
            Destination destination = routes.destinations.find(nlri.prefix());
            Route gone = destination == null ? null : destination.find(peer, (int) nlri.pathId());
            if (gone != null) {
                forget(gone);
            }
        }
    }

    private void forget(Route gone) {
        gone.destination.remove(gone);
        AdjRibIn owner = gone.source.owner();
        if (owner != null) {
            owner.unlink(gone);
            if (routes.observer != null && !gone.age.isStale()) {
                routes.observer.routeOut(owner.name, gone.prefix(), gone.pathId(), gone.isUsable());
            }
        }
        routes.select(gone.destination);
    }

    void changeSettings(RibSettings next) {
        settings = next;
    }

    /// The import filter of the peer is another one, or what else its routes are judged by.
    void judgeAnew(AdjRibIn peer) {
        judgeAnew(peer, _ -> true);
    }

    void judgeAnew(AdjRibIn peer, Predicate<Route> which) {
        peer.routes(which).forEach(this::judgeAnew);
    }

    /// The session goes on, but is another one to the routes that came over it.
    void changeSession(AdjRibIn peer, Source before, Source now) {
        for (Route old : peer.routes(route -> route.source == before)) {
            judgeAnew(old, now);
        }
    }

    private void judgeAnew(Route old) {
        judgeAnew(old, old.source);
    }

    private void judgeAnew(Route old, Source source) {
        RibPeer from = source.peer();
        AdjRibIn owner = source.owner();
        if (from == null || owner == null) {
            return;
        }
        PathAttributes accepted =
                policy(old.received, old.destination.family(), owner, from).accept(old.prefix());
        replace(old, source, old.age == Age.LONG_STALE ? longLived(accepted) : accepted);
    }

    private static @Nullable PathAttributes longLived(@Nullable PathAttributes attributes) {
        return attributes == null ? null : LastingMarks.longStale(attributes);
    }

    /// The same route, as it may be used now.
    private void replace(Route old, @Nullable PathAttributes accepted) {
        replace(old, old.source, accepted);
    }

    private void replace(Route old, Source source, @Nullable PathAttributes accepted) {
        AdjRibIn owner = old.source.owner();
        Route fresh = Route.of(old.destination, source, old.pathId(), old.received, accepted);
        fresh.age = old.age;
        old.destination.replace(old, fresh);
        if (owner != null) {
            owner.unlink(old);
            owner.link(fresh);
            tell(owner, old, fresh);
        }
        routes.select(old.destination);
    }

    /// The session is over.
    ///
    /// @param kept the families whose routes stay, as stale
    /// @param overRestarts those that were stale already stay, too
    void lost(AdjRibIn peer, Set<AddressFamily> kept, boolean overRestarts) {
        peer.forEach(
                route -> {
                    if ((route.age == Age.STALE && !overRestarts)
                            || !kept.contains(family(route))) {
                        forget(route);
                    } else if (route.age != Age.LONG_STALE) {
                        peer.setAge(route, Age.STALE);
                    }
                });
    }

    /// @return how many there were
    int sweepStale(AdjRibIn peer, Predicate<AddressFamily> families) {
        List<Route> gone =
                peer.routes(route -> route.age.isStale() && families.test(family(route)));
        gone.forEach(this::forget);
        return gone.size();
    }

    void forgetAll(AdjRibIn peer) {
        peer.forEach(this::forget);
    }

    /// The peer is about to send all of the family again (RFC 7313 section 4).
    void refreshBegins(AdjRibIn peer, AddressFamily family) {
        peer.routes(route -> route.age == Age.FRESH && family.equals(family(route)))
                .forEach(route -> peer.setAge(route, Age.UNREFRESHED));
    }

    /// It has sent all: what it did not send again goes.
    ///
    /// @return how many there were
    int refreshEnds(AdjRibIn peer, AddressFamily family) {
        List<Route> gone =
                peer.routes(route -> route.age == Age.UNREFRESHED && family.equals(family(route)));
        gone.forEach(this::forget);
        return gone.size();
    }

    /// Stale routes of those families are kept for long: they are the last choice now, and those
    /// that must not be kept so go (RFC 9494 section 4.2).
    void markLongLived(AdjRibIn peer, Set<AddressFamily> families) {
        for (Route old :
                peer.routes(route -> route.age == Age.STALE && families.contains(family(route)))) {
            peer.setAge(old, Age.LONG_STALE);
            if (old.received.has(Community.NO_LLGR)) {
                forget(old);
            } else {
                replace(old, longLived(old.accepted()));
            }
        }
    }

    private static AddressFamily family(Route route) {
        return AddressFamily.unicast(route.destination.family());
    }

    private static boolean isPrefixList(PathAttribute attribute) {
        return attribute instanceof MpReach || attribute instanceof MpUnreach;
    }

    private static Source session(AdjRibIn peer) {
        Source session = peer.session;
        if (session == null) {
            throw new IllegalStateException("no session with " + peer);
        }
        return session;
    }
}
