package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.filter.PolicyRule;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute.Communities;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Why a peer is told a route, or is not.
class TellingReasonsTest {

    private final Rib rib = new Rib(Routes.SETTINGS, false);
    private final TestRib world = new TestRib(rib);
    private final RibPeer from = world.up(Routes.peer(1, 64601));

    private void announce(RibPeer peer, PathAttributes attributes) {
        rib.receive(peer.name(), Update.announce(attributes, List.of(Routes.PREFIX)));
        world.settle();
    }

    private void announce(Community... communities) {
        announce(from, attributes("10.0.0.1", 64601).with(new Communities(List.of(communities))));
    }

    private String said(String to) {
        return rib.look().explain(Routes.PREFIX, to).candidates().getFirst().text();
    }

    private String said(RibPeer to) {
        return said(to.name());
    }

    @Test
    void whatIsToldIsSaidAsItStandsInTheUpdate() {
        RibPeer to = world.up(Routes.peer(2, 64602));
        announce(from, attributes("10.0.0.1", 64601));
        TellingExplanation.Candidate first =
                rib.look().explain(Routes.PREFIX, to.name()).candidates().getFirst();
        assertTrue(first.told());
        assertEquals("told, next hop 10.0.0.100", first.text());
        assertTrue(first.route().attributes().asPath().beginsWith(new AsNumber(64512)));
        assertEquals("not told: it came from this very peer (split horizon)", said(from));
    }

    @Test
    void communitiesKeepARouteFromAPeer() {
        RibPeer outside = world.up(Routes.peer(2, 64602));
        announce(Community.NO_ADVERTISE);
        assertTrue(said(outside).contains("no-advertise"), said(outside));
        announce(Community.NO_EXPORT_SUBCONFED);
        assertTrue(said(outside).contains("no-export"), said(outside));
        announce(Community.LLGR_STALE);
        assertTrue(said(outside).contains("RFC 9494"), said(outside));
    }

    @Test
    void internalRoutesGoByReflectionOnly() {
        RibPeer inside = world.up(Routes.peer(11, 64512));
        RibPeer other = world.up(Routes.peer(12, 64512));
        announce(inside, attributes("10.0.0.11"));
        assertTrue(said(other).contains("reflectorClient"), said(other));
    }

    @Test
    void aRouteFromAboveDoesNotGoUp() {
        RibPeer provider =
                world.up(
                        Routes.peer(2, 64602)
                                .with(PeerTreatment.PLAIN.withRole(RoleType.CUSTOMER)));
        RibPeer above =
                world.up(
                        Routes.peer(3, 64603)
                                .with(PeerTreatment.PLAIN.withRole(RoleType.CUSTOMER)));
        announce(provider, attributes("10.0.0.2", 64602));
        assertTrue(said(above).contains("RFC 9234"), said(above));
    }

    @Test
    void theFilterIsNamedWithItsRule() {
        RibPeer to = world.up(Routes.peer(2, 64602));
        announce(from, attributes("10.0.0.1", 64601));
        PolicyRule rule =
                new PolicyRule(
                        List.of(),
                        List.of(),
                        PolicyRule.Verdict.REJECT,
                        "filter 'tight', rule 'all' in line 7");
        rib.changeFilters(
                to.name(),
                RouteFilter.ACCEPT_ALL,
                new RoutePolicy(List.of(rule), RouteFilter.ACCEPT_ALL));
        world.settle();
        assertEquals(
                "not told: the export filter refuses it: filter 'tight', rule 'all' in line 7",
                said(to));
        rib.changeFilters(to.name(), RouteFilter.ACCEPT_ALL, RouteFilter.POLICY_MISSING);
        world.settle();
        assertTrue(said(to).contains("RFC 8212"), said(to));
    }

    @Test
    void onlyTheBestRouteIsToldWithoutAddPath() {
        RibPeer second = world.up(Routes.peer(2, 64602));
        RibPeer to = world.up(Routes.peer(3, 64603));
        announce(from, attributes("10.0.0.1", 64601));
        announce(second, attributes("10.0.0.2", 64602, 64700));
        List<TellingExplanation.Candidate> all =
                rib.look().explain(Routes.PREFIX, to.name()).candidates();
        assertTrue(all.getFirst().told());
        assertTrue(all.getLast().text().contains("another route is the best"));
    }

    @Test
    void withAddPathTheBestThatMayGoAreToldAndNoMore() {
        PeerTreatment two =
                new PeerTreatment(
                        false,
                        java.util.Optional.empty(),
                        false,
                        NextHopMode.DEFAULT,
                        0,
                        false,
                        false,
                        2);
        Direction out = new Direction(false, Set.of(AddressFamily.IPV4_UNICAST));
        CodecContext addPath = TestRib.CONTEXT.with(Direction.PLAIN, out);
        RibPeer to = world.up(Routes.peer(9, 64609).with(two), addPath);
        for (int i = 1; i <= 4; i++) {
            RibPeer each = i == 1 ? from : world.up(Routes.peer(i, 64600 + i));
            PathAttributes attributes = attributes("10.0.0." + i, 64600 + i);
            announce(
                    each,
                    i == 1
                            ? attributes.with(new Communities(List.of(Community.NO_EXPORT)))
                            : attributes);
        }
        List<TellingExplanation.Candidate> all =
                rib.look().explain(Routes.PREFIX, to.name()).candidates();
        assertEquals(
                List.of(false, true, true, false),
                all.stream().map(TellingExplanation.Candidate::told).toList());
        assertTrue(all.getLast().text().contains("2 paths of a prefix"), all.getLast().text());
    }

    @Test
    void aNextHopThatIsThePeerItselfIsNotToldToIt() {
        RibPeer inside = world.up(Routes.peer(11, 64512));
        announce(from, attributes("10.0.0.11", 64601));
        assertEquals("not told: its next hop, 10.0.0.11, is the peer itself", said(inside));
    }

    @Test
    void withoutASessionOrDuringARestartNothingIsTold() {
        rib.addPeer("away", RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL);
        announce(from, attributes("10.0.0.1", 64601));
        assertEquals("not told: there is no session with the peer", said("away"));
        Rib waiting = new Rib(Routes.SETTINGS, true);
        TestRib other = new TestRib(waiting);
        RibPeer sender = other.up(Routes.peer(1, 64601));
        RibPeer hears = other.up(Routes.peer(2, 64602));
        waiting.receive(
                sender.name(),
                Update.announce(attributes("10.0.0.1", 64601), List.of(Routes.PREFIX)));
        assertTrue(
                waiting.look()
                        .explain(Routes.PREFIX, hears.name())
                        .candidates()
                        .getFirst()
                        .text()
                        .contains("we have restarted"));
    }

    @Test
    void aRefusedRouteIsNotToldForTheReasonItWasRefused() {
        RibPeer to = world.up(Routes.peer(2, 64602));
        announce(from, attributes("10.0.0.100", 64601));
        assertEquals(
                "not told: we do not use it; refused: the next hop is our own address", said(to));
    }

    @Test
    void aMedLosesToThatOfTheSameSystemAndTheRouteIsNamed() {
        RibPeer third = world.up(Routes.peer(3, 64603));
        RibPeer fourth = world.up(Routes.peer(4, 64601));
        var med = new io.gingham.bgp.message.PathAttribute.Med(200);
        announce(from, attributes("10.0.0.1", 64601).with(med));
        announce(
                third,
                attributes("10.0.0.3", 64603)
                        .with(new io.gingham.bgp.message.PathAttribute.Med(150)));
        announce(
                fourth,
                attributes("10.0.0.4", 64601)
                        .with(new io.gingham.bgp.message.PathAttribute.Med(100)));
        assertEquals(
                List.of(
                        "best",
                        "beaten by router ID: 10.0.0.4, the best has 10.0.0.3",
                        "beaten by MED: 200, that of peer-4 has 100"),
                rib.look().explain(Routes.PREFIX).candidates().stream()
                        .map(each -> each.verdict().text())
                        .toList());
    }
}
