package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private RibSettings settings;
    private final LocRib routes;
    private final PeerRoutes sent;
    private final UpdateGroups groups;
    private final Map<String, AdjRibIn> peers = new LinkedHashMap<>();
    private final Map<IpPrefix, Route> originated = new HashMap<>();

    /// @param deferred select nothing until [#resumeSelection] (RFC 4724 section 4.1)
    public Rib(RibSettings settings, boolean deferred) {
        this(settings, deferred, UpdateGroups.HIGH_WATER);
    }

    /// @param highWater the most a member's connection may hold, in octets, before it leaves its
    ///   update group
    Rib(RibSettings settings, boolean deferred, long highWater) {
        this.settings = settings;
        this.routes = new LocRib(settings, deferred);
        this.sent = new PeerRoutes(settings, routes);
        this.groups =
                new UpdateGroups(
                        new UpdateGroup.Tables(routes.destinations, routes.log, settings),
                        highWater);
        routes.everyPathMatters(groups::tellPaths);
    }

    public boolean deferred() {
        return routes.deferred();
    }

    /// Ends the deferral: everything is selected now, and told to the peers.
    public void resumeSelection() {
        routes.resume();
    }

    /// The ways inside our network changed: everything is selected anew.
    public void nextHopsChanged() {
        routes.selectAll();
    }

    /// Other settings hold from now on, for the routes that are there too. The local AS and the
    /// router ID must be the same.
    public void changeSettings(RibSettings next) {
        RibSettings before = settings;
        if (next.equals(before)) {
            return;
        }
        settings = next;
        boolean otherCluster = !next.clusterId().equals(before.clusterId());
        routes.changeSettings(next);
        sent.changeSettings(next);
        groups.changeSettings(next, otherCluster);
        if (otherCluster) {
            peers.values().forEach(sent::judgeAnew);
            return;
        }
        Set<IpAddress> changed = changedNextHops(before.links(), next.links());
        if (!changed.isEmpty()) {
            peers.values()
                    .forEach(
                            peer ->
                                    sent.judgeAnew(
                                            peer,
                                            route ->
                                                    route.received
                                                            .nextHop()
                                                            .filter(changed::contains)
                                                            .isPresent()));
        }
    }

    /// Addresses of ours that came or went and can be next hops. Each pod brings a link with a
    /// link-local address: such a one counts only where a peer is on the link.
    private Set<IpAddress> changedNextHops(LocalLinks before, LocalLinks now) {
        Set<String> links =
                peers.values().stream()
                        .map(peer -> peer.session)
                        .filter(Objects::nonNull)
                        .flatMap(session -> session.link().stream())
                        .collect(Collectors.toSet());
        return before.differenceTo(now).stream()
                .filter(each -> !each.isOnLinkOnly() || links.contains(each.link()))
                .map(LocalLinks.Address::address)
                .collect(Collectors.toSet());
    }

    /// The Established session goes on, and is treated otherwise from now on: other next hops of
    /// ours, a client of reflection or none, and whatever else needs no new OPEN. Without a session
    /// there is nothing to do.
    public void changeSession(RibPeer next) {
        AdjRibIn peer = peer(next.name());
        Source before = peer.session;
        if (before == null || peer.member == null || next.equals(before.peer())) {
            return;
        }
        Source now = Source.session(peer, next);
        peer.session = now;
        sent.changeSession(peer, before, now);
        groups.changeSession(peer.member, next);
    }

    /// The whole set of prefixes that start here; others of before are withdrawn.
    public void originate(Set<IpPrefix> prefixes) {
        originate(prefixes.stream().collect(Collectors.toMap(p -> p, _ -> ORIGINATED)));
    }

    /// As [#originate(Set)], each with its own attributes.
    public void originate(Map<IpPrefix, PathAttributes> wanted) {
        for (IpPrefix prefix : List.copyOf(originated.keySet())) {
            if (!wanted.containsKey(prefix)) {
                withdraw(prefix);
            }
        }
        wanted.forEach(this::originate);
    }

    /// Of the prefixes that start here these are otherwise from now on; all others stay as they
    /// are.
    public void changeOriginated(Collection<Delta<IpPrefix, PathAttributes>> changes) {
        for (Delta<IpPrefix, PathAttributes> change : changes) {
            switch (change) {
                case Delta.Put<IpPrefix, PathAttributes>(var prefix, var attributes) ->
                        originate(prefix, attributes);
                case Delta.Remove<IpPrefix, PathAttributes>(var prefix) -> withdraw(prefix);
            }
        }
    }

    private void originate(IpPrefix prefix, PathAttributes attributes) {
        Route old = originated.get(prefix);
        if (old == null || !old.received.equals(attributes)) {
            Destination destination = routes.destinations.findOrAdd(prefix);
            Route route = Route.of(destination, Source.LOCAL, 0, attributes, attributes);
            destination.put(old, route);
            originated.put(prefix, route);
            routes.select(destination);
        }
    }

    private void withdraw(IpPrefix prefix) {
        Route gone = originated.remove(prefix);
        if (gone != null) {
            gone.destination.remove(gone);
            routes.select(gone.destination);
        }
    }

    public void addPeer(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        peers.put(name, new AdjRibIn(name, importFilter, exportFilter));
    }

    /// Its routes go with it.
    public void removePeer(String name) {
        AdjRibIn peer = peer(name);
        endSession(peer);
        sent.forgetAll(peer);
        peers.remove(name);
    }

    /// Applies them to what is there.
    public void changeFilters(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        AdjRibIn peer = peer(name);
        boolean otherImport = !peer.importFilter.equals(importFilter);
        peer.importFilter = importFilter;
        peer.exportFilter = exportFilter;
        if (otherImport) {
            sent.judgeAnew(peer);
        }
        if (peer.member != null) {
            groups.changeFilter(peer.member, exportFilter);
        }
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
        sessionDown(name, keepRoutes ? all : Set.of(), false);
    }

    /// @param kept the families whose routes stay, as stale, for the peer may be restarting
    /// @param overRestarts those that were stale already stay too, as the N bit was agreed upon
    ///   (RFC 8538 section 4.1); else they go (RFC 4724 section 4.2), but for the long-lived ones,
    ///   whose time goes on
    public void sessionDown(String name, Set<AddressFamily> kept, boolean overRestarts) {
        AdjRibIn peer = peer(name);
        endSession(peer);
        sent.lost(peer, kept, overRestarts);
    }

    /// The peer is about to send all of the family again (RFC 7313 section 4).
    public void refreshBegins(String name, AddressFamily family) {
        sent.refreshBegins(peer(name), family);
    }

    /// It has sent all: what it did not send again goes.
    ///
    /// @return how many there were
    public int refreshEnds(String name, AddressFamily family) {
        return sent.refreshEnds(peer(name), family);
    }

    /// Stale routes of those families are kept for long: they are the last choice now, and those
    /// that must not be kept so go (RFC 9494 section 4.2).
    public void markLongLived(String name, Set<AddressFamily> families) {
        sent.markLongLived(peer(name), families);
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
        return sent.sweepStale(peer(name), families);
    }

    public boolean hasStale(String name) {
        return peer(name).hasStale();
    }

    /// An update of an Established session. What is of a family that was not agreed upon is ignored
    /// (RFC 4760 section 6).
    public void receive(String name, Update update) {
        sent.receive(peer(name), update);
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
        if (routes.deferred()) {
            return false;
        }
        boolean more = groups.advance(limit);
        tidy();
        return more;
    }

    /// What the kernel must learn since the last call, at most one change a prefix, in order of
    /// first change.
    public List<Delta<IpPrefix, BestPath>> takeChanges() {
        List<Delta<IpPrefix, BestPath>> changes = routes.takeChanges();
        tidy();
        return changes;
    }

    /// For whoever has no kernel to program: as [#takeChanges].
    public void dropChanges() {
        routes.dropChanges();
    }

    private void tidy() {
        routes.tidy(groups.oldest(), groups.allIdle());
    }

    /// How many routes and prefixes there are: what the memory is for. A prefix without a route is
    /// there until all have been told.
    public int entries() {
        return originated.size() + routes.destinations.size() + received();
    }

    /// What all peers sent, usable or not.
    public int received() {
        int count = 0;
        for (AdjRibIn peer : peers.values()) {
            count += peer.size();
        }
        return count;
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
        return routes.log.end();
    }

    /// How many prefixes anything is known of, refused routes too.
    public int destinations() {
        return routes.destinations.size();
    }

    /// How many update groups there are: what is encoded so often.
    public int updateGroups() {
        return groups.count();
    }

    /// The next hops of a prefix's usable routes that were learned, the best route's first: for
    /// whom the best can't be used.
    public List<IpAddress> nextHops(IpPrefix prefix) {
        Destination destination = routes.destinations.find(prefix);
        return destination == null
                ? List.of()
                : routes.decision.ranked(destination).stream()
                        .filter(route -> !route.source.isLocal())
                        .flatMap(route -> route.attributes().nextHop().stream())
                        .distinct()
                        .toList();
    }

    /// How many prefixes of the family have a route that is used.
    public int selected(IpFamily family) {
        return routes.selected(family);
    }

    /// @param observer hears of all changes from now on; null for nobody, which is the way that
    ///   costs nothing
    public void observe(@Nullable RibObserver observer) {
        routes.observer = observer;
    }

    /// Over all that is there, for an observer that comes late.
    ///
    /// @param told what peers were told is visited too
    public RibWalk walk(boolean told) {
        return new RibWalk(routes.destinations, peers, told);
    }

    /// For people to look at.
    public RibViews look() {
        return new RibViews(
                routes.destinations, routes.decision, settings, peers, routes.deferred());
    }

    private AdjRibIn peer(String name) {
        AdjRibIn peer = peers.get(name);
        if (peer == null) {
            throw new IllegalArgumentException("no peer is named '" + name + "'");
        }
        return peer;
    }
}
