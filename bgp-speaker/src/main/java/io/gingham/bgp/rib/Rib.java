package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All routing information of a speaker. For one thread.
public final class Rib {

    /// What our own routes have, if nothing else was said.
    public static final PathAttributes ORIGINATED =
            PathAttributes.of(
                    new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                    new PathAttribute.Path(AsPath.EMPTY));

    private final RibSettings settings;
    private final DecisionProcess decision;
    private final DestinationTable destinations = new DestinationTable();
    private final ChangeLog log = new ChangeLog();
    private final UpdateGroups groups;
    private final Map<String, AdjRibIn> peers = new LinkedHashMap<>();
    private final Map<IpPrefix, Route> originated = new HashMap<>();

    /// Destinations that had no route at some time; removed when nobody needs them any more.
    private final List<Destination> emptied = new ArrayList<>();

    /// How far [#takeChanges] has come in the log.
    private long reported;

    private boolean deferred;

    /// @param deferred select nothing until [#resumeSelection] (RFC 4724 section 4.1)
    public Rib(RibSettings settings, boolean deferred) {
        this(settings, deferred, UpdateGroups.HIGH_WATER);
    }

    /// @param highWater the most a member's connection may hold, in octets, before it leaves its
    ///   update group
    Rib(RibSettings settings, boolean deferred, long highWater) {
        this.settings = settings;
        this.decision = new DecisionProcess(settings);
        this.groups =
                new UpdateGroups(new UpdateGroup.Tables(destinations, log, settings), highWater);
        this.deferred = deferred;
    }

    public boolean deferred() {
        return deferred;
    }

    /// Ends the deferral: everything is selected now, and told to the peers.
    public void resumeSelection() {
        deferred = false;
        destinations.forEach(this::select);
    }

    /// The ways inside our network changed: everything is selected anew.
    public void nextHopsChanged() {
        destinations.forEach(this::select);
    }

    /// The whole set of prefixes that start here; others of before are withdrawn.
    public void originate(Set<IpPrefix> prefixes) {
        originate(prefixes.stream().collect(Collectors.toMap(p -> p, _ -> ORIGINATED)));
    }

    /// As [#originate(Set)], each with its own attributes.
    public void originate(Map<IpPrefix, PathAttributes> wanted) {
        for (Route gone : List.copyOf(originated.values())) {
            if (!wanted.containsKey(gone.prefix())) {
                originated.remove(gone.prefix());
                gone.destination.remove(gone);
                select(gone.destination);
            }
        }
        wanted.forEach(
                (prefix, attributes) -> {
                    Route old = originated.get(prefix);
                    if (old == null || !old.received.equals(attributes)) {
                        Destination destination = destinations.findOrAdd(prefix);
                        Route route =
                                Route.of(destination, Source.LOCAL, 0, attributes, attributes);
                        put(destination, old, route);
                        originated.put(prefix, route);
                        select(destination);
                    }
                });
    }

    public void addPeer(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        peers.put(name, new AdjRibIn(name, importFilter, exportFilter));
    }

    /// Its routes go with it.
    public void removePeer(String name) {
        AdjRibIn peer = peer(name);
        endSession(peer);
        peer.routes(_ -> true).forEach(this::forget);
        peers.remove(name);
    }

    /// Applies them to what is there.
    public void changeFilters(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        AdjRibIn peer = peer(name);
        boolean otherImport = !peer.importFilter.equals(importFilter);
        peer.importFilter = importFilter;
        peer.exportFilter = exportFilter;
        if (otherImport) {
            peer.routes(_ -> true).forEach(this::judgeAnew);
        }
        if (peer.member != null) {
            groups.changeFilter(peer.member, exportFilter);
        }
    }

    private void judgeAnew(Route old) {
        RibPeer from = old.source.peer();
        AdjRibIn owner = old.source.owner();
        if (from == null || owner == null) {
            return;
        }
        PathAttributes accepted =
                policy(old.received, old.destination.family(), owner, from).accept(old.prefix());
        replace(old, old.age == Age.LONG_STALE ? longLived(accepted) : accepted);
    }

    private static @Nullable PathAttributes longLived(@Nullable PathAttributes attributes) {
        if (attributes == null || attributes.has(Community.LLGR_STALE)) {
            return attributes;
        }
        List<Community> more = new ArrayList<>(attributes.communities());
        more.add(Community.LLGR_STALE);
        return attributes.with(new PathAttribute.Communities(more));
    }

    /// The same route, as it may be used now.
    private void replace(Route old, @Nullable PathAttributes accepted) {
        AdjRibIn owner = old.source.owner();
        Route fresh = Route.of(old.destination, old.source, old.pathId(), old.received, accepted);
        fresh.age = old.age;
        old.destination.replace(old, fresh);
        if (owner != null) {
            owner.unlink(old);
            owner.link(fresh);
        }
        select(old.destination);
    }

    /// The session is Established. Stale routes of the peer stay until they are swept.
    ///
    /// @param codec how messages to the peer are written
    public void sessionUp(RibPeer session, CodecContext codec, Outlet outlet) {
        AdjRibIn peer = peer(session.name());
        endSession(peer);
        peer.session = Source.session(peer, session);
        peer.member = groups.join(peer, session, codec, outlet);
    }

    private void endSession(AdjRibIn peer) {
        if (peer.member != null) {
            groups.leave(peer.member);
            peer.member = null;
        }
        peer.session = null;
    }

    /// @param keepRoutes all of them, as stale, for the peer may be restarting
    public void sessionDown(String name, boolean keepRoutes) {
        Set<AddressFamily> all = Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);
        sessionDown(name, keepRoutes ? all : Set.of());
    }

    /// Those that were stale already go: nobody keeps a route over two restarts (RFC 4724 section
    /// 4.2), but for the long-lived ones, whose time goes on.
    ///
    /// @param kept the families whose routes stay, as stale, for the peer may be restarting
    public void sessionDown(String name, Set<AddressFamily> kept) {
        AdjRibIn peer = peer(name);
        endSession(peer);
        peer.routes(route -> route.age == Age.STALE || !kept.contains(family(route)))
                .forEach(this::forget);
        peer.routes(route -> route.age != Age.LONG_STALE)
                .forEach(route -> peer.setAge(route, Age.STALE));
    }

    /// The peer is about to send all of the family again (RFC 7313 section 4).
    public void refreshBegins(String name, AddressFamily family) {
        AdjRibIn peer = peer(name);
        peer.routes(route -> route.age == Age.FRESH && family.equals(family(route)))
                .forEach(route -> peer.setAge(route, Age.UNREFRESHED));
    }

    /// It has sent all: what it did not send again goes.
    ///
    /// @return how many there were
    public int refreshEnds(String name, AddressFamily family) {
        List<Route> gone =
                peer(name)
                        .routes(
                                route ->
                                        route.age == Age.UNREFRESHED
                                                && family.equals(family(route)));
        gone.forEach(this::forget);
        return gone.size();
    }

    /// Stale routes of those families are kept for long: they are the last choice now, and those
    /// that must not be kept so go (RFC 9494 section 4.2).
    public void markLongLived(String name, Set<AddressFamily> families) {
        AdjRibIn peer = peer(name);
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
        List<Route> gone =
                peer(name).routes(route -> route.age.isStale() && families.test(family(route)));
        gone.forEach(this::forget);
        return gone.size();
    }

    public boolean hasStale(String name) {
        return peer(name).hasStale();
    }

    /// An update of an Established session. What is of a family that was not agreed upon is ignored
    /// (RFC 4760 section 6).
    public void receive(String name, Update update) {
        AdjRibIn peer = peer(name);
        RibPeer session = session(peer).peer();
        if (session == null) {
            throw new IllegalStateException("no session with " + name);
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
                        ? attributes.without(Rib::isPrefixList)
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
            Destination destination = destinations.findOrAdd(nlri.prefix());
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
            put(destination, old, route);
            peer.link(route);
            select(destination);
        }
    }

    private static void put(Destination destination, @Nullable Route old, Route route) {
        if (old == null) {
            destination.add(route);
        } else {
            destination.replace(old, route);
        }
    }

    private ImportPolicy policy(
            PathAttributes received, IpFamily family, AdjRibIn peer, RibPeer session) {
        return ImportPolicy.of(
                received, family, new ImportRule.Context(session, settings), peer.importFilter);
    }

    private void withdraw(AdjRibIn peer, List<Nlri> prefixes) {
        for (Nlri nlri : prefixes) {
            Destination destination = destinations.find(nlri.prefix());
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
        }
        select(gone.destination);
    }

    /// RFC 2918: the peer asks for everything of the family again.
    public void refresh(String name, AddressFamily family) {
        Member member = peer(name).member;
        if (member != null && member.peer.speaks(family)) {
            groups.refresh(member, family);
        }
    }

    /// Tells the peers what they do not know yet, as far as they read.
    ///
    /// @param limit the most destinations to look at in this call, for each update group
    /// @return true if there is more to tell that somebody could take now
    public boolean tell(int limit) {
        if (deferred) {
            return false;
        }
        boolean more = groups.advance(limit);
        tidy();
        return more;
    }

    /// What was looked at by all is let go.
    private void tidy() {
        log.trim(Math.min(groups.oldest(), reported));
        if (!emptied.isEmpty() && groups.allIdle() && reported == log.end()) {
            for (Destination each : emptied) {
                each.doomed = false;
                if (each.routes == null) {
                    destinations.remove(each);
                }
            }
            emptied.clear();
        }
    }

    /// What the kernel must learn since the last call, at most one change a prefix, in order of
    /// first change.
    public List<Delta<IpPrefix, BestPath>> takeChanges() {
        List<Delta<IpPrefix, BestPath>> changes = new ArrayList<>();
        if (log.end() - reported > destinations.indexes()) {
            destinations.forEach(destination -> report(destination, changes));
        } else {
            for (long i = reported; i < log.end(); i++) {
                report(log.at(i), changes);
            }
        }
        reported = log.end();
        tidy();
        return changes;
    }

    /// For whoever has no kernel to program: as [#takeChanges].
    public void dropChanges() {
        reported = log.end();
    }

    /// Our own routes are nobody's to install, so a prefix that becomes ours is removed from what
    /// was reported.
    private void report(Destination destination, List<Delta<IpPrefix, BestPath>> changes) {
        Route best = destination.best;
        Route now = best == null || best.source.isLocal() ? null : best;
        Route before = destination.reported;
        if (now == null) {
            if (before != null) {
                destination.reported = null;
                changes.add(Delta.remove(destination.prefix()));
            }
        } else if (before == null || settings.multipath() > 1 || !now.saysTheSameAs(before)) {
            destination.reported = now;
            changes.add(Delta.put(destination.prefix(), path(destination, now)));
        }
    }

    private BestPath path(Destination destination, Route best) {
        RibPeer from = best.peer().orElseThrow();
        IpAddress nextHop = best.attributes().nextHop().orElseThrow();
        List<IpAddress> all =
                settings.multipath() == 1
                        ? List.of(nextHop)
                        : decision.equallyGood(destination).stream()
                                .flatMap(route -> route.attributes().nextHop().stream())
                                .distinct()
                                .toList();
        return new BestPath(
                nextHop, from.name(), from.address(), from.external(), best.attributes(), all);
    }

    private void select(Destination destination) {
        if (destination.routes == null && !destination.doomed) {
            destination.doomed = true;
            emptied.add(destination);
        }
        if (deferred) {
            return;
        }
        Route before = destination.best;
        Route best = decision.best(destination);
        destination.best = best;
        boolean same =
                before == best || (before != null && best != null && best.saysTheSameAs(before));
        if (!same || settings.multipath() > 1 || groups.tellPaths()) {
            log.add(destination);
        }
    }

    /// In the peer's table, usable or not.
    public int received(String name) {
        return peer(name).size();
    }

    /// Of those, how many the import policy let through.
    public int accepted(String name) {
        return peer(name).usable();
    }

    /// What the peer has been told; 0 without a session.
    public int advertised(String name) {
        Member member = peer(name).member;
        if (member == null) {
            return 0;
        }
        int own = 0;
        if (peer(name).usable() > 0) {
            for (Route route : member.owner.routes(Route::isUsable)) {
                own += member.group.told(route.destination).contains(route) ? 1 : 0;
            }
        }
        return member.group.toldCount() - own;
    }

    /// How many times what is told of a prefix may have changed, since the start.
    public long changes() {
        return log.end();
    }

    /// How many prefixes anything is known of, refused routes too.
    public int destinations() {
        return destinations.size();
    }

    /// How many update groups there are: what is encoded so often.
    public int updateGroups() {
        return groups.count();
    }

    /// The next hops of a prefix's usable routes that were learned, the best route's first: for
    /// whom the best can't be used.
    public List<IpAddress> nextHops(IpPrefix prefix) {
        Destination destination = destinations.find(prefix);
        return destination == null
                ? List.of()
                : decision.ranked(destination).stream()
                        .filter(route -> !route.source.isLocal())
                        .flatMap(route -> route.attributes().nextHop().stream())
                        .distinct()
                        .toList();
    }

    /// For people to look at.
    public RibViews look() {
        return new RibViews(destinations, decision, settings, peers);
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

    private AdjRibIn peer(String name) {
        AdjRibIn peer = peers.get(name);
        if (peer == null) {
            throw new IllegalArgumentException("no peer is named '" + name + "'");
        }
        return peer;
    }
}
