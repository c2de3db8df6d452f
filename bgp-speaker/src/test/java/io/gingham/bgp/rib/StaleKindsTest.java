package io.gingham.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Old routes: of a peer that restarts, of one that stays away, of one that sends all again.
class StaleKindsTest {

    private static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4_UNICAST);
    private static final IpPrefix A = IpPrefix.parse("10.9.0.0/16");
    private static final IpPrefix B = IpPrefix.parse("10.10.0.0/16");

    private final TestRib world = TestRib.of(false);
    private final Rib rib = world.rib;
    private final RibPeer peer = Routes.peer(1, 64513);

    @BeforeEach
    void session() {
        world.up(peer);
    }

    private void announce(IpPrefix prefix, Community... communities) {
        PathAttributes attributes = Routes.attributes("10.0.0.1", 64513);
        rib.receive(
                peer.name(),
                Update.announce(
                        communities.length == 0
                                ? attributes
                                : attributes.with(
                                        new PathAttribute.Communities(List.of(communities))),
                        List.of(prefix)));
    }

    private List<IpPrefix> known() {
        return rib.look().routes().stream().map(RouteView::prefix).toList();
    }

    private List<Community> communities() {
        return rib.look().routes().getFirst().attributes().communities();
    }

    private void stayAway() {
        rib.sessionDown(peer.name(), IPV4, false);
        rib.markLongLived(peer.name(), IPV4);
    }

    @Test
    void longLivedRoutesAreMarkedOnce() {
        announce(A, Community.of(64513, 7));
        stayAway();
        assertEquals(List.of(Community.of(64513, 7), Community.LLGR_STALE), communities());
        assertTrue(rib.look().routes().getFirst().stale());
        world.sessionUp(peer, TestRib.CONTEXT);
        announce(A, Community.LLGR_STALE);
        stayAway();
        assertEquals(List.of(Community.LLGR_STALE), communities());
    }

    @Test
    void whatMustNotLiveLongGoes() {
        announce(A);
        announce(B, Community.NO_LLGR);
        stayAway();
        assertEquals(List.of(A), known());
        assertEquals(1, rib.received(peer.name()));
    }

    @Test
    void longLivedRoutesOutliveAnotherLoss() {
        announce(A);
        stayAway();
        world.sessionUp(peer, TestRib.CONTEXT);
        announce(B);
        rib.sessionDown(peer.name(), IPV4, false);
        assertEquals(List.of(A, B), known());
        rib.sessionDown(peer.name(), IPV4, false);
        assertEquals(List.of(A), known(), "only the other one was stale twice");
        assertEquals(1, rib.sweepStale(peer.name()));
        assertFalse(rib.hasStale(peer.name()));
    }

    @Test
    void longLivedRoutesOfOtherFamiliesGo() {
        announce(A);
        stayAway();
        rib.sessionDown(peer.name(), Set.of(AddressFamily.IPV6_UNICAST), false);
        assertEquals(List.of(), known());
    }

    @Test
    void aRouteSentAgainIsFresh() {
        announce(A);
        stayAway();
        world.sessionUp(peer, TestRib.CONTEXT);
        announce(A);
        assertFalse(rib.hasStale(peer.name()));
        assertEquals(List.of(), communities());
    }

    @Test
    void aRefreshDropsWhatWasNotSentAgain() {
        announce(A);
        announce(B);
        rib.refreshBegins(peer.name(), AddressFamily.IPV4_UNICAST);
        announce(B);
        assertEquals(List.of(A, B), known(), "until it ends");
        assertEquals(0, rib.refreshEnds(peer.name(), AddressFamily.IPV6_UNICAST));
        assertEquals(1, rib.refreshEnds(peer.name(), AddressFamily.IPV4_UNICAST));
        assertEquals(List.of(B), known());
    }

    @Test
    void aLossInTheMiddleOfARefreshIsALossLikeAnyOther() {
        announce(A);
        rib.refreshBegins(peer.name(), AddressFamily.IPV4_UNICAST);
        rib.sessionDown(peer.name(), IPV4, false);
        assertEquals(List.of(A), known());
        world.sessionUp(peer, TestRib.CONTEXT);
        assertEquals(0, rib.refreshEnds(peer.name(), AddressFamily.IPV4_UNICAST));
        assertEquals(List.of(A), known());
    }

    @Test
    void longLivedRoutesStaySoUnderAnotherFilter() {
        announce(A);
        stayAway();
        rib.changeFilters(
                peer.name(), (_, _, attributes) -> Optional.of(attributes), RouteFilter.ACCEPT_ALL);
        assertEquals(List.of(Community.LLGR_STALE), communities());
    }

    @Test
    void aRefreshIsToldAfterTheFirstRoutes() {
        announce(A);
        PeerTreatment marked =
                new PeerTreatment(
                        false, Optional.empty(), false, NextHopMode.DEFAULT, 0, false, true, 1);
        RibPeer other = Routes.peer(2, 64514).with(marked);
        rib.addPeer(other.name(), RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL);
        world.sessionUp(other, TestRib.CONTEXT);
        rib.refresh(other.name(), AddressFamily.IPV4_UNICAST);
        List<String> kinds = world.messages(other).stream().map(StaleKindsTest::kind).toList();
        assertEquals(List.of("route", "rib", "begin", "route", "end"), kinds);
    }

    private static String kind(BgpMessage message) {
        return switch (message) {
            case RouteRefresh marker ->
                    marker.demarcation() == RouteRefresh.BEGIN ? "begin" : "end";
            case Update update when update.endOfRib().isPresent() -> "rib";
            default -> "route";
        };
    }
}
