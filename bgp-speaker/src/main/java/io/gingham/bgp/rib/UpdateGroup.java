package io.gingham.bgp.rib;

import io.gingham.bgp.codec.UpdateWriter;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Peers that are told the same and have been told the same (an Adj-RIB-Out for all of them): what
/// changes is encoded once.
///
/// Two things lead it through what must be told: a walk over all destinations, for a new session, a
/// refresh or another filter, and its position in the [ChangeLog] for what changes meanwhile.
final class UpdateGroup {

    final GroupKey key;
    private Tables tables;
    private DecisionProcess decision;
    private ExportPolicy policy;
    private final UpdateWriter writer;
    private final AdjRibOut told;

    /// By the peer's table.
    private final Map<AdjRibIn, Member> members = new LinkedHashMap<>();

    /// Without those at fe80::, which only mean something together with a link.
    private final Map<IpAddress, Member> byAddress = new HashMap<>();

    private TableWalk walk = new TableWalk();
    private long position;
    private boolean fresh;

    /// What all groups look at.
    record Tables(DestinationTable destinations, ChangeLog log, RibSettings settings) {}

    private UpdateGroup(GroupKey key, Tables tables, AdjRibOut told) {
        this.key = key;
        this.tables = tables;
        this.decision = new DecisionProcess(tables.settings());
        this.policy = new ExportPolicy(key, tables.settings());
        this.writer = new UpdateWriter(key.codec());
        this.told = told;
    }

    /// Its members know nothing yet.
    static UpdateGroup fresh(GroupKey key, Tables tables) {
        UpdateGroup group = new UpdateGroup(key, tables, new AdjRibOut());
        group.fresh = true;
        group.startWalk();
        return group;
    }

    /// One that knows what this one knows.
    UpdateGroup split(GroupKey newKey) {
        UpdateGroup group = new UpdateGroup(newKey, tables, told.copy());
        group.walk = walk.copy();
        group.position = position;
        return group;
    }

    /// The members are told by another policy from now on: whatever comes out different.
    void retell(ExportPolicy old) {
        walk.retell(old);
        startWalk();
    }

    /// The members are told all of the family again.
    void retell(AddressFamily family) {
        walk.retell(family);
        startWalk();
    }

    /// Other settings hold for all routes.
    void changeSettings(Tables now) {
        tables = now;
        decision = new DecisionProcess(now.settings());
        policy = new ExportPolicy(key, now.settings());
    }

    ExportPolicy policy() {
        return policy;
    }

    private void startWalk() {
        walk.restart(tables.destinations().indexes());
        position = tables.log().end();
    }

    /// Nothing was told yet.
    boolean isFresh() {
        return fresh;
    }

    /// All was told: groups with one key that are idle are one.
    boolean isIdle() {
        return walk.isOver() && position == tables.log().end();
    }

    long position() {
        return position;
    }

    /// Routes, with those that one member alone does not hear of.
    int toldCount() {
        return told.count();
    }

    List<Route> told(Destination destination) {
        return told.of(destination);
    }

    Collection<Member> members() {
        return members.values();
    }

    void add(Member member) {
        member.group = this;
        members.put(member.owner, member);
        IpAddress address = member.peer.address();
        if (address.isIpv4() || !address.isLinkLocal()) {
            byAddress.put(address, member);
        }
    }

    void remove(Member member) {
        members.remove(member.owner);
        byAddress.remove(member.peer.address(), member);
    }

    @Nullable Member member(@Nullable AdjRibIn owner) {
        return owner == null ? null : members.get(owner);
    }

    /// Whom a next hop is: never one at fe80::, for the next hop names no link, and the routers of
    /// other links may have the same.
    @Nullable Member memberAt(IpAddress address) {
        return byAddress.get(address);
    }

    /// The least that waits for any member to read: whoever reads faster is not held up.
    long backlog() {
        long least = Long.MAX_VALUE;
        for (Member member : members.values()) {
            least = Math.min(least, member.outlet.backlog());
        }
        return least;
    }

    /// Tells what is new.
    ///
    /// @param limit the most destinations to look at
    void advance(int limit) {
        fresh = false;
        UpdateBatch batch = new UpdateBatch(writer, policy);
        if (tables.log().end() - position > tables.destinations().indexes()) {
            startWalk(); // it is so far behind that all changed
        }
        int looked = 0;
        boolean walking = !walk.isOver();
        for (; looked < limit && !walk.isOver(); looked++) {
            Destination next = tables.destinations().at(walk.next());
            if (next != null) {
                tell(next, true, batch);
            }
        }
        for (; looked < limit && position < tables.log().end(); looked++) {
            tell(tables.log().at(position++), false, batch);
        }
        for (UpdateBatch.Failure failure : batch.send(this)) {
            PrefixList failed = failure.prefixes();
            for (int i = 0; i < failed.size(); i++) {
                told.remove(failed.get(i), failed.pathId(i));
            }
            untold(failed, failure.why());
        }
        if (walk.isOver()) {
            if (walking) {
                walk.forget();
            }
            members.values().forEach(this::endMarkers);
        }
    }

    /// Somebody should know of what could not be told.
    private void untold(PrefixList failed, String why) {
        if (failed.size() > 0) {
            Destination first = failed.get(0);
            members.values().forEach(member -> member.outlet.untold(first.prefix(), why));
        }
    }

    private void endMarkers(Member member) {
        writer.clear();
        if (member.endOfRibDue) {
            member.endOfRibDue = false;
            key.families().forEach(writer::endOfRib);
        }
        if (member.peer.treatment().enhancedRefresh()) {
            member.refreshed.forEach(
                    family -> writer.message(new RouteRefresh(family, RouteRefresh.END)));
        }
        member.refreshed.clear();
        if (writer.size() > 0) {
            member.outlet.send(writer.copy(0, writer.size()));
        }
    }

    private void tell(Destination destination, boolean walking, UpdateBatch batch) {
        boolean repeated = walking && walk.repeats(destination.family());
        if (key.addPath(destination.family())) {
            tellPaths(destination, repeated, walking, batch);
        } else {
            tellBest(destination, repeated, walking, batch);
        }
    }

    private void tellBest(
            Destination destination, boolean repeated, boolean walking, UpdateBatch batch) {
        Route best = destination.best;
        PathAttributes offered = best == null ? null : policy.offer(best);
        Route wanted = offered == null ? null : best;
        Route had = told.only(destination);
        if (wanted == null || offered == null) {
            if (had != null) {
                batch.withdraw(destination, 0, except(had));
                told.putOnly(destination, null);
            }
            return;
        }
        boolean unchanged =
                had != null && had.saysTheSameAs(wanted) && !differs(wanted, offered, walking);
        if (!unchanged || repeated) {
            batch.announce(wanted, offered, 0, had != null);
            hideFromOwner(destination, 0, had, wanted, batch);
        }
        if (had != wanted) {
            told.putOnly(destination, wanted);
        }
    }

    /// The policy changed, and with it what is told of the route.
    private boolean differs(Route route, PathAttributes offered, boolean walking) {
        ExportPolicy old = walk.before();
        return walking && old != null && !Objects.equals(old.offer(route), offered);
    }

    /// Whoever the new route comes from does not hear of it, but it must forget the old one.
    private void hideFromOwner(
            Destination destination,
            int pathId,
            @Nullable Route had,
            Route wanted,
            UpdateBatch batch) {
        Member owner = member(wanted.source.owner());
        if (owner != null && had != null && had.source.owner() != wanted.source.owner()) {
            batch.withdrawFrom(owner, destination, pathId);
        }
    }

    /// RFC 7911: the best routes, as many as the group is told.
    private void tellPaths(
            Destination destination, boolean repeated, boolean walking, UpdateBatch batch) {
        int most = key.pathsTold(destination.family());
        List<Route> wanted = new ArrayList<>();
        Map<Route, PathAttributes> offers = new HashMap<>();
        for (Route route : decision.ranked(destination)) {
            PathAttributes offered = wanted.size() < most ? policy.offer(route) : null;
            if (offered != null) {
                wanted.add(route);
                offers.put(route, offered);
            }
        }
        List<Route> had = told.of(destination);
        for (Route old : had) {
            if (wanted.stream().noneMatch(route -> route.localId == old.localId)) {
                batch.withdraw(destination, old.localId, except(old));
            }
        }
        for (Route route : wanted) {
            PathAttributes offered = Objects.requireNonNull(offers.get(route));
            Route old = find(had, route.localId);
            boolean unchanged =
                    old != null && old.saysTheSameAs(route) && !differs(route, offered, walking);
            if (!unchanged || repeated) {
                batch.announce(route, offered, route.localId, old != null);
                hideFromOwner(destination, route.localId, old, route, batch);
            }
        }
        told.put(destination, wanted);
    }

    private static @Nullable Route find(List<Route> routes, int localId) {
        for (Route route : routes) {
            if (route.localId == localId) {
                return route;
            }
        }
        return null;
    }

    private @Nullable AdjRibIn except(Route had) {
        AdjRibIn owner = had.source.owner();
        return member(owner) == null ? null : owner;
    }
}
