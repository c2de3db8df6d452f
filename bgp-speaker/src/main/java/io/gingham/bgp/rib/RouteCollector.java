package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/// The first routes of a walk in the order of prefixes, which is not the walk's order. Holds no
/// more than the limit, and makes no view of a route that can't be among them.
final class RouteCollector {

    static final Comparator<RouteView> ORDER =
            Comparator.comparing(RouteView::prefix)
                    .thenComparing(RouteView::from)
                    .thenComparingLong(RouteView::pathId);

    private final int limit;

    /// The last one first.
    private final PriorityQueue<RouteView> first = new PriorityQueue<>(ORDER.reversed());

    private int total;

    RouteCollector(int limit) {
        this.limit = limit;
    }

    /// One that is wanted.
    ///
    /// @param view empty if it turns out that it is not there; asked only if it may be shown
    void add(IpPrefix prefix, Supplier<Optional<RouteView>> view) {
        RouteView last = first.peek();
        if (last != null && first.size() == limit && prefix.compareTo(last.prefix()) > 0) {
            total++;
            return;
        }
        view.get().ifPresent(this::show);
    }

    private void show(RouteView view) {
        total++;
        first.add(view);
        if (first.size() > limit) {
            first.remove();
        }
    }

    RouteList list() {
        List<RouteView> sorted = new ArrayList<>(first);
        sorted.sort(ORDER);
        return new RouteList(total, sorted);
    }
}
