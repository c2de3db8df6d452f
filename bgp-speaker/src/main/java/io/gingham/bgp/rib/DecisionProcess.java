package io.gingham.bgp.rib;

import io.gingham.bgp.message.AsPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one route to a destination that is used (RFC 4271 section 9.1.2): what the rules leave, one
/// after the other.
///
/// Rules that eliminate, not a comparison of pairs: MED counts only between routes of one AS, so
/// pairs don't form an order, and a winner found pair by pair would depend on who came first.
final class DecisionProcess {

    private static final DecisionRule[] RULES = DecisionRule.values();

    /// From here on the rules only break ties: routes that came so far are equally good, and may be
    /// used together.
    private static final DecisionRule FIRST_TIE_BREAK = DecisionRule.LOWEST_ROUTER_ID;

    private final RibSettings settings;
    private Route[] left = new Route[16];

    DecisionProcess(RibSettings settings) {
        this.settings = settings;
    }

    /// @return null if no route may be used
    @Nullable Route best(Destination destination) {
        return decide(collect(destination), RULES.length);
    }

    /// Those that are as good as the best one but for ties, the best one first, at most
    /// [RibSettings#multipath].
    List<Route> equallyGood(Destination destination) {
        Route best = best(destination);
        if (best == null || settings.multipath() == 1) {
            return best == null ? List.of() : List.of(best);
        }
        int count = collect(destination);
        for (int i = 0; i < FIRST_TIE_BREAK.ordinal() && count > 1; i++) {
            count = RULES[i].keep(left, count, settings);
        }
        List<Route> equal = new ArrayList<>(ranked(List.of(Arrays.copyOf(left, count))));
        if (!settings.asPathRelax()) {
            AsPath path = best.attributes().asPath();
            equal.removeIf(route -> !route.attributes().asPath().equals(path));
        }
        return equal.subList(0, Math.min(equal.size(), settings.multipath()));
    }

    /// All usable ones: the winner, then the one that would win without it, and so on.
    List<Route> ranked(Destination destination) {
        int count = collect(destination);
        return ranked(List.of(Arrays.copyOf(left, count)));
    }

    private List<Route> ranked(List<Route> candidates) {
        List<Route> waiting = new ArrayList<>(candidates);
        List<Route> ranked = new ArrayList<>(waiting.size());
        while (!waiting.isEmpty()) {
            Route next = waiting.getFirst();
            if (waiting.size() > 1) {
                Route[] array = waiting.toArray(new Route[Math.max(left.length, waiting.size())]);
                left = array;
                Route winner = decide(waiting.size(), RULES.length);
                next = winner == null ? next : winner;
            }
            ranked.add(next);
            waiting.remove(next);
        }
        return ranked;
    }

    /// Which rule put each route out of the race, with what it saw in it and in the winner. The
    /// winner is not in it.
    Map<Route, Defeat> defeats(Destination destination) {
        Map<Route, Defeat> defeats = new HashMap<>();
        Route best = best(destination);
        int count = collect(destination);
        for (int i = 0; i < RULES.length && count > 1; i++) {
            DecisionRule rule = RULES[i];
            List<Route> before = List.of(Arrays.copyOf(left, count));
            count = rule.keep(left, count, settings);
            List<Route> after = List.of(Arrays.copyOf(left, count));
            for (Route route : before) {
                if (best != null && !after.contains(route)) {
                    Route by = rule.preferred(route, best, before, settings);
                    defeats.put(
                            route,
                            new Defeat(
                                    rule,
                                    rule.describe(route, settings),
                                    rule.describe(by, settings),
                                    by));
                }
            }
        }
        return defeats;
    }

    /// @param seen in the loser
    /// @param winners in the route that the rule preferred to it
    /// @param by that route; most often the best one, but a MED counts among routes of one
    ///   neighbouring AS only
    record Defeat(DecisionRule rule, String seen, String winners, Route by) {}

    /// Whether packets could be sent that way now.
    boolean isReachable(Route route) {
        return settings.nextHops() == NextHops.ALL_NEAR
                || route.attributes()
                        .nextHop()
                        .filter(hop -> settings.nextHops().cost(hop, route.source.link()).isEmpty())
                        .isEmpty();
    }

    private @Nullable Route decide(int candidates, int rules) {
        int count = candidates;
        for (int i = 0; i < rules && count > 1; i++) {
            count = RULES[i].keep(left, count, settings);
        }
        if (count > 1) {
            throw new IllegalStateException("two routes of one name: " + left[0] + ", " + left[1]);
        }
        return count == 0 ? null : left[0];
    }

    /// @return how many stand in [#left] now
    private int collect(Destination destination) {
        int count = 0;
        for (Route route = destination.routes; route != null; route = route.next) {
            if (route.isUsable() && (route.source.isLocal() || isReachable(route))) {
                if (count == left.length) {
                    left = Arrays.copyOf(left, 2 * count);
                }
                left[count++] = route;
            }
        }
        return count;
    }
}
