package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Communities;
import io.gingham.bgp.message.PathAttributes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a filter that cleans communities can't take from a route.
class LastingMarksTest {

    private static final RouteFilter CLEAN =
            (_, _, attributes) -> Optional.of(attributes.without(Communities.TYPE));

    private static final RouteFilter PREFER =
            (_, _, attributes) -> Optional.of(attributes.with(new PathAttribute.LocalPref(300)));

    private static final PeerTreatment KNOWS =
            new PeerTreatment(
                    false, Optional.empty(), false, NextHopMode.DEFAULT, 0, true, false, 1);

    private final Rib rib = new Rib(Routes.SETTINGS, false);
    private final TestRib world = new TestRib(rib);

    private static PathAttributes marked(int from, Community mark) {
        return attributes("10.0.0." + from, 64600 + from)
                .with(new Communities(List.of(mark, Community.of(64601, 9))));
    }

    @Test
    void aLongStaleRouteStaysOneThroughAnImportFilter() {
        RibPeer from = world.up(Routes.peer(1, 64601));
        RibPeer other = world.up(Routes.peer(2, 64602));
        RibPeer knows = world.up(Routes.peer(3, 64603).with(KNOWS));
        RibPeer stranger = world.up(Routes.peer(4, 64604));
        rib.changeFilters(from.name(), CLEAN, RouteFilter.ACCEPT_ALL);
        rib.receive(
                from.name(),
                Update.announce(marked(1, Community.LLGR_STALE), List.of(Routes.PREFIX)));
        assertEquals(
                List.of(Community.LLGR_STALE),
                world.told(knows).getLast().attributes().communities());
        assertEquals(List.of(), world.told(stranger));
        rib.receive(
                other.name(),
                Update.announce(
                        attributes("10.0.0.2", 64602, 64700, 64701), List.of(Routes.PREFIX)));
        assertEquals(
                "beaten by not long stale: long stale, the best has fresh",
                rib.look().explain(Routes.PREFIX).candidates().getLast().verdict().text());
    }

    @Test
    void aLongStaleRouteStaysOneThroughAnExportFilter() {
        RibPeer from = world.up(Routes.peer(1, 64601));
        RibPeer knows = world.up(Routes.peer(3, 64603).with(KNOWS));
        rib.changeFilters(knows.name(), RouteFilter.ACCEPT_ALL, CLEAN);
        rib.receive(
                from.name(),
                Update.announce(marked(1, Community.LLGR_STALE), List.of(Routes.PREFIX)));
        assertTrue(world.told(knows).getLast().attributes().has(Community.LLGR_STALE));
    }

    @Test
    void aPathThatIsAboutToGoStaysTheLastChoiceWhateverAFilterPrefers() {
        RibPeer from = world.up(Routes.peer(1, 64601));
        rib.changeFilters(from.name(), PREFER, RouteFilter.ACCEPT_ALL);
        rib.receive(
                from.name(),
                Update.announce(marked(1, Community.GRACEFUL_SHUTDOWN), List.of(Routes.PREFIX)));
        assertEquals(0, rib.look().routes().getFirst().attributes().localPref());
        rib.receive(
                from.name(),
                Update.announce(attributes("10.0.0.1", 64601), List.of(Routes.PREFIX)));
        assertEquals(300, rib.look().routes().getFirst().attributes().localPref());
    }
}
