package io.gingham.bgp.rib;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an update group has been told: of each destination the routes, by its index. Without
/// add-path there is one at most, and it costs a reference.
final class AdjRibOut {

    private static final List<Route> NOTHING = List.of();

    private static final int SMALLEST = 64;

    /// With so many places for nothing, it begins anew.
    private static final int LARGE = 1 << 14;

    /// A Route, a `Route[]` of several, or null.
    private @Nullable Object[] routes;

    private int count;

    AdjRibOut() {
        routes = new Object[SMALLEST];
    }

    private AdjRibOut(AdjRibOut other) {
        routes = other.routes.clone();
        count = other.count;
    }

    AdjRibOut copy() {
        return new AdjRibOut(this);
    }

    /// Routes, not destinations.
    int count() {
        return count;
    }

    List<Route> of(Destination destination) {
        Object known = destination.index < routes.length ? routes[destination.index] : null;
        return switch (known) {
            case null -> NOTHING;
            case Route one -> List.of(one);
            case Route[] several -> List.of(several);
            default -> throw new IllegalStateException("told " + known);
        };
    }

    /// The only one there can be without add-path.
    @Nullable Route only(Destination destination) {
        return destination.index < routes.length ? (Route) routes[destination.index] : null;
    }

    void put(Destination destination, List<Route> now) {
        count -= of(destination).size();
        Object value =
                switch (now.size()) {
                    case 0 -> null;
                    case 1 -> now.getFirst();
                    default -> now.toArray(Route[]::new);
                };
        count += now.size();
        set(destination.index, value);
    }

    void putOnly(Destination destination, @Nullable Route now) {
        Route before = only(destination);
        count += (now == null ? 0 : 1) - (before == null ? 0 : 1);
        set(destination.index, now);
    }

    /// @param pathId the route's own name, or 0 for the only one
    void remove(Destination destination, int pathId) {
        put(
                destination,
                of(destination).stream()
                        .filter(route -> pathId != 0 && route.localId != pathId)
                        .toList());
    }

    private void set(int index, @Nullable Object value) {
        if (count == 0 && value == null && routes.length > LARGE) {
            routes = new Object[SMALLEST];
            return;
        }
        if (index >= routes.length) {
            if (value == null) {
                return;
            }
            routes = Arrays.copyOf(routes, Math.max(2 * routes.length, index + 1));
        }
        routes[index] = value;
    }
}
