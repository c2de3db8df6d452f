package io.gingham.bgp.rib;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who shares a group. Groups with one key become one as soon as both have told all there is; a
/// member leaves its group for one of its own when it must be told something apart, or reads so
/// slowly that its group would have to wait or its connection to swell.
final class UpdateGroups {

    /// Below, a connection gets more to do.
    static final long LOW_WATER = 1 << 18;

    /// Above, a member no longer takes part: what it still needs is then found by comparing, not
    /// piled up. A member may hold so much, and one batch.
    static final long HIGH_WATER = 1 << 22;

    private UpdateGroup.Tables tables;
    private final List<UpdateGroup> groups = new ArrayList<>();
    private final long highWater;

    /// Those with a refresh that has not begun.
    private final Set<Member> asking = new LinkedHashSet<>();

    UpdateGroups(UpdateGroup.Tables tables, long highWater) {
        this.tables = tables;
        this.highWater = highWater;
    }

    /// A new session: it is told everything. Sessions that begin at one time are told together.
    Member join(AdjRibIn owner, RibPeer peer, CodecContext codec, Outlet outlet) {
        GroupKey key = GroupKey.of(peer, owner.exportFilter, codec);
        UpdateGroup group =
                groups.stream()
                        .filter(each -> each.isFresh() && each.key.equals(key))
                        .findFirst()
                        .orElseGet(() -> opened(UpdateGroup.fresh(key, tables)));
        Member member = new Member(owner, peer, outlet, group);
        group.add(member);
        return member;
    }

    void leave(Member member) {
        asking.remove(member);
        member.group.remove(member);
        groups.removeIf(group -> group.members().isEmpty());
    }

    /// The peer's export filter is another one now.
    void changeFilter(Member member, RouteFilter filter) {
        UpdateGroup old = member.group;
        if (old.key.filter().equals(filter)) {
            return;
        }
        apart(member, old.key.with(member.peer, filter)).retell(old.policy());
    }

    /// The session is treated otherwise from now on: its peer is told all again.
    void changeSession(Member member, RibPeer next) {
        GroupKey key = member.group.key.with(next, member.owner.exportFilter);
        boolean same = key.equals(member.group.key);
        member.peer = next;
        if (!same) {
            UpdateGroup own = apart(member, key);
            next.families().forEach(own::retell);
        }
    }

    /// Other settings hold for all routes. What a reflector writes into them is told anew.
    void changeSettings(RibSettings next, boolean retell) {
        tables = new UpdateGroup.Tables(tables.destinations(), tables.log(), next);
        for (UpdateGroup group : groups) {
            group.changeSettings(tables);
            if (retell) {
                group.key.families().forEach(group::retell);
            }
        }
    }

    /// RFC 2918: the peer is to be told everything of the family again.
    void refresh(Member member, AddressFamily family) {
        member.asked.add(family);
        asking.add(member);
    }

    /// A refresh begins when all else is told, End-of-RIB too (RFC 7313 section 4.1).
    private void beginRefreshes() {
        for (Member member : List.copyOf(asking)) {
            if (member.group.isIdle() && !member.endOfRibDue) {
                asking.remove(member);
                List.copyOf(member.asked).forEach(family -> beginRefresh(member, family));
                member.asked.clear();
            }
        }
    }

    private void beginRefresh(Member member, AddressFamily family) {
        if (member.peer.treatment().enhancedRefresh() && member.refreshed.add(family)) {
            member.outlet.send(
                    MessageEncoder.encode(
                            new RouteRefresh(family, RouteRefresh.BEGIN),
                            member.group.key.codec()));
        }
        apart(member, member.group.key).retell(family);
    }

    private UpdateGroup apart(Member member, GroupKey key) {
        UpdateGroup old = member.group;
        UpdateGroup own = opened(old.split(key));
        old.remove(member);
        own.add(member);
        groups.removeIf(group -> group.members().isEmpty());
        return own;
    }

    private UpdateGroup opened(UpdateGroup group) {
        groups.add(group);
        return group;
    }

    /// Each group that someone reads of gets a turn.
    ///
    /// @param limit the most destinations to look at in a group
    /// @return true if there is more to tell, and somebody to hear it
    boolean advance(int limit) {
        boolean more = false;
        for (UpdateGroup group : List.copyOf(groups)) {
            if (!isDue(group)) {
                continue;
            }
            separateTheSlow(group);
            if (group.backlog() < LOW_WATER) {
                group.advance(limit);
                more |= isDue(group) && group.backlog() < LOW_WATER;
            }
        }
        unite();
        if (!asking.isEmpty()) {
            beginRefreshes();
            more |= groups.stream().anyMatch(g -> isDue(g) && g.backlog() < LOW_WATER);
        }
        return more;
    }

    private static boolean isDue(UpdateGroup group) {
        boolean owesMarkers =
                group.members().stream()
                        .anyMatch(each -> each.endOfRibDue || !each.refreshed.isEmpty());
        return !group.isIdle() || owesMarkers;
    }

    private void separateTheSlow(UpdateGroup group) {
        if (group.members().size() > 1) {
            for (Member member : List.copyOf(group.members())) {
                if (member.outlet.backlog() > highWater && group.members().size() > 1) {
                    apart(member, group.key);
                }
            }
        }
    }

    /// Groups of one key that have told all there is have told the same.
    private void unite() {
        if (groups.size() < 2) {
            return;
        }
        Map<GroupKey, UpdateGroup> idle = new HashMap<>();
        for (UpdateGroup group : List.copyOf(groups)) {
            if (group.isIdle()) {
                UpdateGroup first = idle.putIfAbsent(group.key, group);
                if (first != null) {
                    List.copyOf(group.members()).forEach(first::add);
                    groups.remove(group);
                }
            }
        }
    }

    /// Somebody is told more than the best route.
    boolean tellPaths() {
        return groups.stream().anyMatch(group -> !group.key.codec().out().addPath().isEmpty());
    }

    boolean allIdle() {
        return groups.stream().allMatch(UpdateGroup::isIdle);
    }

    /// The oldest position in the log that a group still has to look at.
    long oldest() {
        return groups.stream().mapToLong(UpdateGroup::position).min().orElse(tables.log().end());
    }

    int count() {
        return groups.size();
    }
}
