package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.rib.RouteQuery.Scope;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A limited look shows the head of what a full one shows, and counts the same.
class RouteQueryTest {

    private final TestRib world = TestRib.of(false);
    private final RibViews views = world.rib.look();
    private final RibPeer first = world.up(peer(1, 64601));
    private final RibPeer second = world.up(peer(2, 64602));

    private void announce(RibPeer from, String... prefixes) {
        announce(from, List.of(prefixes).stream().map(IpPrefix::parse).toList());
    }

    private void announce(RibPeer from, List<IpPrefix> prefixes) {
        long as = from.asNumber().value();
        world.rib.receive(
                from.name(), Update.announce(attributes(from.address().toString(), as), prefixes));
        world.settle();
    }

    private static RouteQuery query(Scope scope, int limit) {
        return new RouteQuery(scope, false, limit);
    }

    private static List<String> prefixes(RouteList list) {
        return list.routes().stream().map(route -> route.prefix().toString()).toList();
    }

    @Test
    void aLimitShowsTheFirstInOrderAndCountsTheRest() {
        long seed = System.nanoTime();
        System.out.println("route query seed " + seed);
        List<IpPrefix> all =
                new ArrayList<>(
                        IntStream.range(0, 250)
                                .mapToObj(i -> IpPrefix.parse("10." + i + ".0.0/16"))
                                .toList());
        Collections.shuffle(all, new Random(seed));
        announce(first, all);
        announce(second, all);
        for (int limit : List.of(1, 2, 7, 249, 500, 501)) {
            RouteQuery query = query(new Scope.Everywhere(), limit);
            RouteList routes = views.routes(query);
            assertEquals(500, routes.total());
            assertEquals(views.routes().stream().limit(limit).toList(), routes.routes());
            for (RibPeer each : List.of(first, second)) {
                assertHead(views.received(each.name(), RouteQuery.ALL), limit, query, each, true);
                assertHead(
                        views.advertised(each.name(), RouteQuery.ALL), limit, query, each, false);
            }
        }
    }

    private void assertHead(RouteList full, int limit, RouteQuery query, RibPeer of, boolean in) {
        RouteList seen = in ? views.received(of.name(), query) : views.advertised(of.name(), query);
        assertEquals(full.total(), seen.total());
        assertEquals(full.routes().stream().limit(limit).toList(), seen.routes());
    }

    @Test
    void aBlockShowsWhatIsInItAndAnAddressWhatHasIt() {
        announce(first, "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16", "0.0.0.0/0");
        Scope inside = new Scope.Inside(IpPrefix.parse("10.1.0.0/16"));
        Scope around = new Scope.Around(IpAddress.parse("10.1.2.3"));
        List<String> in = List.of("10.1.0.0/16", "10.1.2.0/24");
        List<String> has = List.of("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24");
        assertEquals(in, prefixes(views.routes(query(inside, 9))));
        assertEquals(in, prefixes(views.received(first.name(), query(inside, 9))));
        assertEquals(in, prefixes(views.advertised(second.name(), query(inside, 9))));
        assertEquals(has, prefixes(views.routes(query(around, 9))));
        assertEquals(has, prefixes(views.received(first.name(), query(around, 9))));
        assertEquals(has, prefixes(views.advertised(second.name(), query(around, 9))));
    }

    @Test
    void theBestOfEachPrefixAreOneForEach() {
        announce(first, "10.1.0.0/16", "10.2.0.0/16");
        announce(second, "10.1.0.0/16");
        assertEquals(
                List.of("10.1.0.0/16", "10.2.0.0/16"), prefixes(views.routes(RouteQuery.BEST)));
        assertEquals(0, views.received(second.name(), RouteQuery.BEST).total());
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> query(new Scope.Everywhere(), 0));
    }
}
