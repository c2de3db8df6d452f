package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A way over all tables in steps, for an observer that comes late. What changes meanwhile, the
/// observer hears as it happens, whether the walk has been there or not; so after the walk it knows
/// all.
public final class RibWalk {

    /// What is met on the way.
    public interface Visitor {
        /// A route of a peer's session that is up, as [RibObserver#routeIn] tells it.
        void routeIn(
                String peer,
                IpPrefix prefix,
                int pathId,
                PathAttributes received,
                @Nullable PathAttributes accepted);

        void best(IpPrefix prefix, PathAttributes attributes);

        /// What a peer was told, as it stands in the updates.
        ///
        /// @param pathId ours, 0 without add-path
        void routeTold(String peer, IpPrefix prefix, int pathId, PathAttributes attributes);
    }

    private final DestinationTable destinations;
    private final Map<String, AdjRibIn> peers;
    private final boolean told;
    private int next;

    /// @param told what peers were told is visited too
    RibWalk(DestinationTable destinations, Map<String, AdjRibIn> peers, boolean told) {
        this.destinations = destinations;
        this.peers = peers;
        this.told = told;
    }

    public boolean isOver() {
        return next >= destinations.indexes();
    }

    /// @param limit destinations to look at
    public void advance(int limit, Visitor visitor) {
        int end = Math.min(next + limit, destinations.indexes());
        for (; next < end; next++) {
            Destination destination = destinations.at(next);
            if (destination != null) {
                visit(destination, visitor);
            }
        }
    }

    private void visit(Destination destination, Visitor visitor) {
        IpPrefix prefix = destination.prefix();
        for (Route route = destination.routes; route != null; route = route.next) {
            AdjRibIn owner = route.source.owner();
            if (owner != null && owner.session != null && !route.age.isStale()) {
                visitor.routeIn(
                        owner.name, prefix, route.pathId(), route.received, route.accepted());
            }
        }
        Route best = destination.best;
        if (best != null) {
            visitor.best(prefix, best.attributes());
        }
        if (told) {
            peers.values().forEach(peer -> visitTold(peer, destination, prefix, visitor));
        }
    }

    private static void visitTold(
            AdjRibIn peer, Destination destination, IpPrefix prefix, Visitor visitor) {
        Member member = peer.member;
        if (member == null) {
            return;
        }
        for (Route route : member.group.told(destination)) {
            if (route.source.owner() != peer) {
                RibViews.said(route, member)
                        .ifPresent(
                                said ->
                                        visitor.routeTold(
                                                peer.name,
                                                prefix,
                                                (int) said.pathId(),
                                                said.attributes()));
            }
        }
    }
}
