package io.gingham.bgp.bmp.station;

import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.RouteStream;
import io.gingham.bgp.bmp.RouteStream.Subject;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RibWalk;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The first routes of one collector, and the End-of-RIB after them (RFC 7854 section 5). In a step
/// those with equal attributes are gathered, for a walk meets them in any order.
final class Dump implements RibWalk.Visitor {

    /// Destinations in a step.
    private static final int STEP = 1_000;

    /// What shares updates.
    private record Key(Subject whose, PathAttributes attributes) {}

    private record Entry(IpPrefix prefix, int pathId) {}

    /// Who is in the tables.
    interface Subjects {
        /// Absent for one whose session is down.
        @Nullable Subject in(String peer);

        /// For what is written anew of what it was told.
        @Nullable Subject out(String peer);

        Subject locRib();

        /// Those who are up, with the families that they speak.
        Map<String, Set<AddressFamily>> families();
    }

    private final RibWalk walk;
    private final Subjects subjects;
    private final Map<BmpView, RouteStream> streams = new EnumMap<>(BmpView.class);
    private final Map<BmpView, Map<Key, List<Entry>>> gathered = new EnumMap<>(BmpView.class);
    private final int step;
    private boolean over;

    /// @param views what the collector is shown
    Dump(
            RibWalk walk,
            Subjects subjects,
            Set<BmpView> views,
            Function<BmpView, RouteStream> stream) {
        this.walk = walk;
        this.subjects = subjects;
        // What was told is looked at for each peer, and takes longer.
        this.step =
                views.contains(BmpView.ADJ_RIB_OUT)
                        ? Math.max(STEP / Math.max(1, subjects.families().size()), 10)
                        : STEP;
        for (BmpView view : views) {
            streams.put(view, stream.apply(view));
            gathered.put(view, new LinkedHashMap<>());
        }
    }

    boolean isOver() {
        return over;
    }

    /// A step, after which the next event of BGP has a turn.
    void advance() {
        walk.advance(step, this);
        gathered.forEach(this::say);
        if (walk.isOver()) {
            streams.forEach(this::end);
            over = true;
        }
    }

    private void say(BmpView view, Map<Key, List<Entry>> routes) {
        RouteStream stream = streams.get(view);
        if (stream != null) {
            routes.forEach(
                    (key, entries) ->
                            entries.forEach(
                                    each ->
                                            stream.add(
                                                    key.whose(),
                                                    each.prefix(),
                                                    each.pathId(),
                                                    key.attributes())));
            stream.flush();
        }
        routes.clear();
    }

    private void end(BmpView view, RouteStream stream) {
        if (view == BmpView.LOC_RIB) {
            stream.endOfRib(subjects.locRib(), AddressFamily.IPV4_UNICAST);
            stream.endOfRib(subjects.locRib(), AddressFamily.IPV6_UNICAST);
            return;
        }
        subjects.families()
                .forEach(
                        (peer, families) -> {
                            Subject whose = subject(view, peer);
                            if (whose != null) {
                                families.forEach(family -> stream.endOfRib(whose, family));
                            }
                        });
    }

    private @Nullable Subject subject(BmpView view, String peer) {
        return view == BmpView.ADJ_RIB_OUT ? subjects.out(peer) : subjects.in(peer);
    }

    @Override
    public void routeIn(
            String peer,
            IpPrefix prefix,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted) {
        gather(BmpView.PRE_POLICY, peer, prefix, pathId, received);
        if (accepted != null) {
            gather(BmpView.POST_POLICY, peer, prefix, pathId, accepted);
        }
    }

    @Override
    public void best(IpPrefix prefix, PathAttributes attributes) {
        gather(BmpView.LOC_RIB, subjects.locRib(), prefix, 0, attributes);
    }

    @Override
    public void routeTold(String peer, IpPrefix prefix, int pathId, PathAttributes attributes) {
        gather(BmpView.ADJ_RIB_OUT, peer, prefix, pathId, attributes);
    }

    private void gather(
            BmpView view, String peer, IpPrefix prefix, int pathId, PathAttributes attributes) {
        if (streams.containsKey(view)) {
            gather(view, subject(view, peer), prefix, pathId, attributes);
        }
    }

    private void gather(
            BmpView view,
            @Nullable Subject whose,
            IpPrefix prefix,
            int pathId,
            PathAttributes attributes) {
        Map<Key, List<Entry>> routes = gathered.get(view);
        if (routes != null && whose != null) {
            routes.computeIfAbsent(new Key(whose, attributes), _ -> new ArrayList<>())
                    .add(new Entry(prefix, pathId));
        }
    }
}
