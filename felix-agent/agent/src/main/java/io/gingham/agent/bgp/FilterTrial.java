package io.gingham.agent.bgp;

import io.gingham.agent.bgp.CalicoFilters.Direction;
import io.gingham.agent.bgp.CalicoFilters.Scope;
import io.gingham.bgp.filter.PolicyRule;
import io.gingham.bgp.filter.Priority;
import io.gingham.bgp.filter.RouteChange;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.filter.RouteCondition;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What BGPFilters do to a route, rule by rule, with the rules as the speaker has them. What holds
/// for every node beside them (it never learns its own blocks, for instance) is not asked.
public final class FilterTrial {

    private FilterTrial() {}

    /// A route to try.
    ///
    /// @param asPath as it is received, the peer's own number first
    /// @param priority see [Priority]
    /// @param own this node originates it; for what is told to peers
    public record Candidate(
            IpPrefix prefix,
            List<AsNumber> asPath,
            List<String> communities,
            Optional<Long> priority,
            boolean own) {

        private PathAttributes attributes() {
            PathAttributes attributes =
                    new RouteChange.AddCommunities(RouteCommunities.parse(communities))
                            .apply(prefix, PathAttributes.EMPTY);
            attributes = new RouteChange.Prepend(asPath).apply(prefix, attributes);
            return priority.isPresent()
                    ? new RouteChange.SetPriority(priority.get()).apply(prefix, attributes)
                    : attributes;
        }
    }

    /// @param accepted what becomes of it
    /// @param lines why, for people
    public record Verdict(boolean accepted, List<String> lines) {
        public Verdict {
            lines = List.copyOf(lines);
        }
    }

    /// @param filters by name, in the order in which they are asked
    /// @param external the peer is of another AS
    /// @throws IllegalArgumentException if a community or an AS number is none
    public static Verdict imported(
            Map<String, BGPFilterSpec> filters, boolean external, Candidate route) {
        return tried(filters, new Scope(Direction.IMPORT, external), route);
    }

    /// As [#imported], of a route that is told to the peer.
    public static Verdict exported(
            Map<String, BGPFilterSpec> filters, boolean external, Candidate route) {
        return tried(filters, new Scope(Direction.EXPORT, external), route);
    }

    private static Verdict tried(Map<String, BGPFilterSpec> filters, Scope scope, Candidate route) {
        CalicoFilters compiled = CalicoFilters.of(filters, scope);
        List<String> lines = new ArrayList<>(compiled.problems());
        PathAttributes attributes = route.attributes();
        boolean told = scope.direction() == Direction.EXPORT;
        RouteOrigin origin =
                told && route.own()
                        ? RouteOrigin.LOCAL
                        : new RouteOrigin.Peer("peer", scope.external());
        for (PolicyRule rule : compiled.rules()) {
            Optional<RouteCondition> failed =
                    rule.conditions().stream()
                            .filter(each -> !each.holds(route.prefix(), origin, attributes))
                            .findFirst();
            if (failed.isPresent()) {
                if (!(failed.get() instanceof RouteCondition.OfFamily)) {
                    lines.add(rule.label() + ": not this route: " + words(failed.get()));
                }
                continue;
            }
            boolean accepted = rule.verdict() == PolicyRule.Verdict.ACCEPT;
            lines.add(rule.label() + ": this route: " + (accepted ? "Accept" : "Reject"));
            if (accepted) {
                lines.addAll(changes(rule, route.prefix(), attributes));
            }
            return new Verdict(accepted, lines);
        }
        boolean taken = !told || route.own();
        lines.add(
                "no rule decides: "
                        + (told
                                ? "a node tells its own prefixes and, but for reflectors, no others"
                                : "what a peer sends is taken"));
        return new Verdict(taken, lines);
    }

    private static List<String> changes(
            PolicyRule rule, IpPrefix prefix, PathAttributes attributes) {
        List<String> lines = new ArrayList<>();
        PathAttributes now = attributes;
        for (RouteChange change : rule.changes()) {
            now = change.apply(prefix, now);
        }
        differ(lines, "AS path", attributes.asPath().toString(), now.asPath().toString());
        differ(lines, "communities", communities(attributes), communities(now));
        differ(lines, "priority", priority(attributes), priority(now));
        return lines;
    }

    private static void differ(List<String> lines, String what, String before, String now) {
        if (!before.equals(now)) {
            lines.add(
                    "  %s: %s, before: %s"
                            .formatted(what, now, before.isEmpty() ? "none" : before));
        }
    }

    private static String communities(PathAttributes attributes) {
        RouteCommunities all = RouteCommunities.of(attributes);
        List<String> texts = new ArrayList<>();
        all.standard().forEach(each -> texts.add(each.toString()));
        all.extended().forEach(each -> texts.add(each.toString()));
        all.large().forEach(each -> texts.add(each.toString()));
        return String.join(" ", texts);
    }

    private static String priority(PathAttributes attributes) {
        return Long.toString(Priority.of(attributes));
    }

    /// Why a rule is about other routes.
    private static String words(RouteCondition failed) {
        return switch (failed) {
            case RouteCondition.Prefixes(var list) -> "its prefix is not in " + list.ranges();
            case RouteCondition.OfFamily(var family) -> "it is not of " + family;
            case RouteCondition.HasCommunity(var patterns) -> "it has no community " + patterns;
            case RouteCondition.Path(var patterns) -> "its AS path does not match " + patterns;
            case RouteCondition.PathLength(var lengths) ->
                    "the length of its AS path is not in " + lengths;
            case RouteCondition.NextHop(var addresses) ->
                    "its next hop is not in " + addresses.ranges();
            case RouteCondition.LocalPref(var values) -> "its LOCAL_PREF is not in " + values;
            case RouteCondition.Med(var values) -> "its MED is not in " + values;
            case RouteCondition.HasPriority(var priority) -> "its priority is not " + priority;
            case RouteCondition.BornAs(var type) -> "its origin is not " + type;
            case RouteCondition.Ours() -> "it is not this node's own";
            case RouteCondition.Not(RouteCondition.Ours()) -> "it is this node's own";
            case RouteCondition.Not(RouteCondition.Prefixes(var list)) ->
                    "its prefix is in " + list.ranges();
            case RouteCondition.Not(var other) -> "it is the contrary of: " + words(other);
        };
    }
}
