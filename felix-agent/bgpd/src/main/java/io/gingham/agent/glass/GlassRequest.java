package io.gingham.agent.glass;

import java.util.Set;

/// Which routes to show.
///
/// @param view `all` usable ones, the `best`, those received `in` from the peer before any filter,
///   those told to it (`out`)
/// @param peer its name or address; for `in` and `out`
/// @param prefix empty: every route; a prefix: it and those inside it; an address: those that
///   contain it
/// @param limit the most routes to answer with
public record GlassRequest(String view, String peer, String prefix, int limit) {

    private static final Set<String> VIEWS = Set.of("all", "best", "in", "out");

    public GlassRequest {
        if (!VIEWS.contains(view)) {
            throw new IllegalArgumentException(
                    "there is no view '" + view + "'; expected all, best, in or out");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("a limit of " + limit + " is not above zero");
        }
    }
}
