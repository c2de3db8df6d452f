package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a route is told to a peer or not: what [UpdateGroup] and [UpdateBatch] do, said step by
/// step.
final class TellingReasons {

    private final AdjRibIn owner;
    private final @Nullable Member member;
    private final boolean deferred;

    /// @param deferred nothing is told yet, for we have restarted
    TellingReasons(AdjRibIn owner, boolean deferred) {
        this.owner = owner;
        this.member = owner.member;
        this.deferred = deferred;
    }

    /// Whether rules and filter let the route go to the peer's group.
    boolean isOffered(Route route) {
        return member != null && member.group.policy().offer(route) != null;
    }

    /// @param best it is the best one to its destination
    /// @param before how many better ones the peer's group is offered
    TellingExplanation.Candidate of(Route route, boolean best, int before) {
        Member to = member;
        if (to == null) {
            return not(route, "there is no session with the peer");
        }
        if (deferred) {
            return not(
                    route, "we have restarted, and tell nothing before the peers have told theirs");
        }
        return withheld(route, best, before, to)
                .map(why -> not(route, why))
                .orElseGet(() -> asTold(route, to));
    }

    /// Before the route becomes an update.
    private Optional<String> withheld(Route route, boolean best, int before, Member to) {
        IpFamily family = route.destination.family();
        GroupKey key = to.group.key;
        if (route.source.owner() == owner) {
            return Optional.of("it came from this very peer (split horizon)");
        }
        if (key.speaks(family) && !key.addPath(family) && !best) {
            return Optional.of("another route is the best, and the peer is told that one only");
        }
        if (key.addPath(family) && before >= key.pathsTold(family)) {
            return Optional.of(
                    "there are better ones, and the peer is told "
                            + key.pathsTold(family)
                            + " paths of a prefix (addPath.send)");
        }
        return to.group.policy().refusal(route);
    }

    private TellingExplanation.Candidate asTold(Route route, Member to) {
        ExportPolicy policy = to.group.policy();
        PathAttributes offered = policy.offer(route);
        Optional<PathAttributes> said =
                offered == null
                        ? Optional.empty()
                        : policy.rewrite(
                                offered,
                                route.source,
                                route.destination.family(),
                                ExportPolicy.hasFiltersHop(route, offered));
        if (said.isEmpty()) {
            return not(route, noNextHop(route));
        }
        Optional<IpAddress> hop = said.get().nextHop();
        if (hop.map(to.group::memberAt).orElse(null) == to) {
            return not(route, "its next hop, " + hop.orElseThrow() + ", is the peer itself");
        }
        List<Route> known = to.group.told(route.destination);
        String when =
                known.contains(route)
                        ? "told"
                        : "about to be told: the peer has not read what was sent before";
        return new TellingExplanation.Candidate(
                RibViews.view(route, said.get(), false),
                true,
                when + hop.map(each -> ", next hop " + each).orElse(""));
    }

    private static String noNextHop(Route route) {
        IpFamily family = route.destination.family();
        return route.attributes()
                        .nextHop()
                        .map(
                                hop ->
                                        "its next hop, "
                                                + hop
                                                + ", is of no use to the peer, and we have no ")
                        .orElse("we have no ")
                + (family == IpFamily.IPV4 ? "IPv4" : "IPv6")
                + " address to tell in its place (nextHops)";
    }

    private static TellingExplanation.Candidate not(Route route, String why) {
        return new TellingExplanation.Candidate(
                RibViews.view(route, route.attributes(), false), false, "not told: " + why);
    }
}
