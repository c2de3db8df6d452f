package io.gingham.bgp.rib;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one peer sent, before any policy, so that a changed filter needs nothing from the peer; and
/// what is known of the peer itself.
///
/// Its routes hang on a chain, so that the end of a session costs what the peer had, however large
/// the whole table is.
final class AdjRibIn {

    final String name;
    RouteFilter importFilter;
    RouteFilter exportFilter;

    /// Of the session that is Established.
    @Nullable Source session;

    /// The session's place in an update group.
    @Nullable Member member;

    private @Nullable Route first;
    private int size;
    private int usable;
    private int stale;

    AdjRibIn(String name, RouteFilter importFilter, RouteFilter exportFilter) {
        this.name = name;
        this.importFilter = importFilter;
        this.exportFilter = exportFilter;
    }

    int size() {
        return size;
    }

    /// How many the import policy let through.
    int usable() {
        return usable;
    }

    boolean hasStale() {
        return stale > 0;
    }

    void link(Route route) {
        Route second = first;
        route.nextOfPeer = second;
        if (second != null) {
            second.previousOfPeer = route;
        }
        first = route;
        count(route, 1);
    }

    void unlink(Route route) {
        Route before = route.previousOfPeer;
        Route after = route.nextOfPeer;
        if (before == null) {
            first = after;
        } else {
            before.nextOfPeer = after;
        }
        if (after != null) {
            after.previousOfPeer = before;
        }
        route.previousOfPeer = null;
        route.nextOfPeer = null;
        count(route, -1);
    }

    private void count(Route route, int by) {
        size += by;
        usable += route.isUsable() ? by : 0;
        stale += route.age.isStale() ? by : 0;
    }

    void setAge(Route route, Age age) {
        stale += (age.isStale() ? 1 : 0) - (route.age.isStale() ? 1 : 0);
        route.age = age;
    }

    /// Makes no copy, for when a session ends there may be no memory for one. Of the table, only
    /// the visited route may be taken away meanwhile.
    void forEach(Consumer<Route> visitor) {
        Route next;
        for (Route each = first; each != null; each = next) {
            next = each.nextOfPeer;
            visitor.accept(each);
        }
    }

    /// A copy, so that the table may change meanwhile.
    List<Route> routes(Predicate<Route> wanted) {
        List<Route> found = new ArrayList<>();
        for (Route each = first; each != null; each = each.nextOfPeer) {
            if (wanted.test(each)) {
                found.add(each);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return name;
    }
}
