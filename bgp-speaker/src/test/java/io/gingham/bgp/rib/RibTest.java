package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.PREFIX;
import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RibTest {

    private static final IpPrefix OTHER = IpPrefix.parse("10.8.0.0/16");

    private final TestRib world = TestRib.of(false);
    private final Rib rib = world.rib;
    private final RibPeer tor = world.up(peer(1, 64601));
    private final RibPeer spine = world.up(peer(2, 64602));
    private final RibPeer nodeA = world.up(peer(11, 64512));
    private final RibPeer nodeB = world.up(peer(12, 64512));

    private void announce(RibPeer from, PathAttributes attributes, IpPrefix... prefixes) {
        rib.receive(from.name(), Update.announce(attributes, List.of(prefixes)));
    }

    private List<Update> told(RibPeer to) {
        return world.told(to);
    }

    private PathAttributes toldOne(RibPeer to) {
        List<Update> updates = told(to);
        assertEquals(1, updates.size(), updates.toString());
        assertEquals(List.of(PREFIX), Nlri.prefixes(updates.getFirst().announced()));
        return updates.getFirst().attributes();
    }

    @Test
    void anExternalPeerHearsOurAsAndOurAddress() {
        announce(
                tor,
                attributes("10.0.0.1", 64601)
                        .with(new PathAttribute.Med(7))
                        .with(new PathAttribute.LocalPref(300)),
                PREFIX);
        PathAttributes seen = toldOne(spine);
        assertEquals("64512 64601", seen.asPath().toString());
        assertEquals(Optional.of(Routes.OUR_ADDRESS), seen.nextHop());
        assertTrue(seen.find(PathAttribute.Med.class).isEmpty());
        assertTrue(seen.find(PathAttribute.LocalPref.class).isEmpty());
    }

    @Test
    void anInternalPeerHearsTheNextHopAndAPreference() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        PathAttributes seen = toldOne(nodeA);
        assertEquals("64601", seen.asPath().toString());
        assertEquals(Optional.of(IpAddress.parse("10.0.0.1")), seen.nextHop());
        assertEquals(
                Optional.of(new PathAttribute.LocalPref(100)),
                seen.find(PathAttribute.LocalPref.class));
    }

    @Test
    void ourOwnPrefixesHaveOurAddress() {
        rib.originate(Set.of(PREFIX));
        PathAttributes inside = toldOne(nodeA);
        assertEquals(Optional.of(Routes.OUR_ADDRESS), inside.nextHop());
        assertEquals("", inside.asPath().toString());
        assertEquals("64512", toldOne(tor).asPath().toString());
        assertEquals(List.of(), rib.takeChanges(), "nothing for our own kernel");
    }

    @Test
    void aChangeOfOurOwnPrefixesIsAllThatPeersHear() {
        rib.originate(Set.of(PREFIX, OTHER));
        told(tor);
        told(nodeA);
        PathAttributes last =
                Rib.ORIGINATED
                        .with(new PathAttribute.LocalPref(0))
                        .with(new PathAttribute.Communities(List.of(Community.GRACEFUL_SHUTDOWN)));
        rib.changeOriginated(List.of(Delta.put(PREFIX, last), Delta.put(OTHER, Rib.ORIGINATED)));
        PathAttributes inside = toldOne(nodeA);
        assertEquals(0, inside.localPref());
        assertTrue(inside.has(Community.GRACEFUL_SHUTDOWN));
        PathAttributes outside = toldOne(tor);
        assertEquals(Optional.empty(), outside.find(PathAttribute.LocalPref.class));
        assertTrue(outside.has(Community.GRACEFUL_SHUTDOWN));
        rib.changeOriginated(List.of(Delta.remove(PREFIX), Delta.remove(PREFIX)));
        List<Update> gone = told(nodeA);
        assertEquals(1, gone.size());
        assertEquals(List.of(PREFIX), Nlri.prefixes(gone.getFirst().withdrawn()));
    }

    @Test
    void internalRoutesAreNotToldToInternalPeers() {
        announce(nodeA, attributes("10.0.0.11"), PREFIX);
        assertEquals(List.of(), told(nodeB));
        assertEquals("64512", toldOne(tor).asPath().toString());
    }

    @Test
    void nobodyHearsItsOwnRoutes() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(List.of(), told(tor));
    }

    @Test
    void wellKnownCommunitiesAreHonoured() {
        PathAttributes base = attributes("10.0.0.1", 64601);
        announce(tor, base.with(communities(Community.NO_EXPORT)), PREFIX);
        assertEquals(List.of(), told(spine));
        assertEquals(1, told(nodeA).size());

        announce(tor, base.with(communities(Community.NO_EXPORT_SUBCONFED)), PREFIX);
        assertEquals(List.of(), told(spine));

        announce(tor, base.with(communities(Community.NO_ADVERTISE)), PREFIX);
        assertEquals(Update.withdraw(List.of(PREFIX)), told(nodeA).getLast());
    }

    private static PathAttribute communities(Community... values) {
        return new PathAttribute.Communities(List.of(values));
    }

    @Test
    void aRouteThatWasHereIsIgnored() {
        announce(tor, attributes("10.0.0.1", 64601, 64512, 64700), PREFIX);
        assertEquals(List.of(), rib.takeChanges());
        assertEquals(1, rib.received(tor.name()));
    }

    @Test
    void aPathThatDoesNotBeginWithThePeerIsIgnored() {
        announce(tor, attributes("10.0.0.1", 64999), PREFIX);
        assertEquals(List.of(), rib.takeChanges());
    }

    @Test
    void ourOwnAddressIsNoNextHop() {
        announce(tor, attributes("10.0.0.100", 64601), PREFIX);
        assertEquals(List.of(), rib.takeChanges());
    }

    @Test
    void aMulticastPrefixIsIgnored() {
        announce(tor, attributes("10.0.0.1", 64601), IpPrefix.parse("224.1.0.0/16"));
        assertEquals(List.of(), rib.takeChanges());
    }

    @Test
    void aPeerIsNotToldToSendToItself() {
        announce(tor, attributes("10.0.0.11", 64601), PREFIX); // nodeA's address, from afar
        assertEquals(List.of(), told(nodeA));
        assertEquals(1, told(nodeB).size());
    }

    @Test
    void aWorseRouteThatBecomesUnusableReplacesNothing() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        announce(spine, attributes("10.0.0.2", 64602, 64700), PREFIX);
        rib.takeChanges();
        announce(spine, attributes("10.0.0.2", 64602, 64512), PREFIX);
        assertEquals(List.of(), rib.takeChanges());
    }

    @Test
    void theNextBestTakesOver() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        announce(spine, attributes("10.0.0.2", 64602, 64700), PREFIX);
        rib.takeChanges();
        rib.receive(tor.name(), Update.withdraw(List.of(PREFIX)));
        assertEquals(List.of("10.0.0.2"), nextHops(rib.takeChanges()));
        rib.sessionDown(spine.name(), false);
        assertEquals(List.of(Delta.remove(PREFIX)), rib.takeChanges());
    }

    private static List<String> nextHops(List<Delta<IpPrefix, BestPath>> changes) {
        return changes.stream()
                .map(
                        change ->
                                ((Delta.Put<IpPrefix, BestPath>) change)
                                        .value()
                                        .nextHop()
                                        .toString())
                .toList();
    }

    @Test
    void unknownTransitiveAttributesGoOnAsPartial() {
        PathAttribute transitive = new PathAttribute.Unknown(99, 0xc0, Octets.parse("abcd"));
        PathAttribute local = new PathAttribute.Unknown(100, 0x80, Octets.parse("ef"));
        announce(tor, attributes("10.0.0.1", 64601).with(transitive).with(local), PREFIX);
        List<PathAttribute> unknown =
                toldOne(spine).asList().stream()
                        .filter(PathAttribute.Unknown.class::isInstance)
                        .toList();
        assertEquals(List.of(new PathAttribute.Unknown(99, 0xe0, Octets.parse("abcd"))), unknown);
    }

    @Test
    void aRouteThatChangesTwiceIsToldOnce() {
        announce(tor, attributes("10.0.0.1", 64601, 64700), PREFIX);
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals("64512 64601", toldOne(spine).asPath().toString());
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(List.of(), told(spine));
    }

    @Test
    void aRefreshTellsAllAgain() {
        rib.originate(Set.of(PREFIX, OTHER));
        told(tor);
        rib.refresh(tor.name(), AddressFamily.IPV4_UNICAST);
        assertEquals(2, told(tor).stream().mapToInt(update -> update.announced().size()).sum());
    }

    @Test
    void aNewSessionEndsItsFirstRoutesWithTheMarker() {
        rib.originate(Set.of(PREFIX));
        rib.sessionDown(tor.name(), false);
        world.sessionUp(tor, TestRib.CONTEXT);
        List<Update> updates = told(tor);
        assertEquals(2, updates.size());
        assertTrue(updates.getLast().endOfRib().isPresent());
        assertEquals(List.of(), told(tor));
    }

    @Test
    void tellsTheNextHopsOfAllThatCouldBeUsedBestFirst() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(List.of(IpAddress.parse("10.0.0.1")), rib.nextHops(PREFIX));
        assertEquals(List.of(), rib.nextHops(OTHER));
    }

    @Test
    void staleRoutesCountUntilTheyAreSwept() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX, OTHER);
        rib.takeChanges();
        rib.sessionDown(tor.name(), true);
        assertEquals(List.of(), rib.takeChanges());
        assertTrue(rib.look().routes().stream().allMatch(RouteView::stale));
        world.sessionUp(tor, TestRib.CONTEXT);
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(List.of(), rib.takeChanges());
        assertEquals(1, rib.sweepStale(tor.name()));
        assertEquals(List.of(Delta.remove(OTHER)), rib.takeChanges());
    }

    @Test
    void nothingIsStaleOverTwoRestarts() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX, OTHER);
        rib.takeChanges();
        rib.sessionDown(tor.name(), true);
        world.sessionUp(tor, TestRib.CONTEXT);
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        rib.sessionDown(tor.name(), true);
        assertEquals(List.of(Delta.remove(OTHER)), rib.takeChanges());
    }

    @Test
    void aRestartingSpeakerSaysNothingUntilItKnows() {
        TestRib restarting = TestRib.of(true);
        for (RibPeer peer : List.of(tor, spine)) {
            restarting.up(peer);
        }
        restarting.rib.originate(Set.of(OTHER));
        restarting.rib.receive(
                tor.name(), Update.announce(attributes("10.0.0.1", 64601), List.of(PREFIX)));
        assertEquals(List.of(), restarting.rib.takeChanges());
        assertEquals(List.of(), restarting.told(spine));
        restarting.rib.resumeSelection();
        assertEquals(List.of("10.0.0.1"), nextHops(restarting.rib.takeChanges()));
        List<Update> updates = restarting.told(spine);
        assertEquals(3, updates.size());
        assertTrue(updates.getLast().endOfRib().isPresent());
    }

    @Test
    void changedFiltersApplyToWhatIsThere() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX, OTHER);
        rib.takeChanges();
        told(spine);
        RouteFilter notOther =
                (prefix, _, a) -> prefix.equals(OTHER) ? Optional.empty() : Optional.of(a);
        rib.changeFilters(tor.name(), notOther, RouteFilter.ACCEPT_ALL);
        assertEquals(List.of(Delta.remove(OTHER)), rib.takeChanges());
        assertEquals(List.of(Update.withdraw(List.of(OTHER))), told(spine));
        rib.changeFilters(spine.name(), RouteFilter.ACCEPT_ALL, RouteFilter.REJECT_ALL);
        assertEquals(List.of(Update.withdraw(List.of(PREFIX))), told(spine));
        rib.changeFilters(tor.name(), RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL);
        assertEquals(List.of("10.0.0.1"), nextHops(rib.takeChanges()));
    }

    @Test
    void anImportFilterMayChangeARoute() {
        RouteFilter preferred = (_, _, a) -> Optional.of(a.with(new PathAttribute.LocalPref(500)));
        rib.changeFilters(spine.name(), preferred, RouteFilter.ACCEPT_ALL);
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        announce(spine, attributes("10.0.0.2", 64602, 64700, 64701), PREFIX);
        assertEquals(List.of("10.0.0.2"), nextHops(rib.takeChanges()));
    }

    @Test
    void aRouteOfOursHidesTheKernelsRoute() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        rib.takeChanges();
        rib.originate(Set.of(PREFIX));
        assertEquals(List.of(Delta.remove(PREFIX)), rib.takeChanges());
        rib.originate(Set.of());
        assertEquals(List.of("10.0.0.1"), nextHops(rib.takeChanges()));
    }

    @Test
    void aRemovedPeerTakesItsRoutesWithIt() {
        announce(tor, attributes("10.0.0.1", 64601), PREFIX);
        rib.takeChanges();
        rib.removePeer(tor.name());
        assertEquals(List.of(Delta.remove(PREFIX)), rib.takeChanges());
    }

    @Test
    void aWayInsideThatIsLostMovesTheRoute() {
        Set<IpAddress> lost = new HashSet<>();
        NextHops known = (hop, _) -> lost.contains(hop) ? OptionalLong.empty() : OptionalLong.of(1);
        TestRib tracking = new TestRib(new Rib(Routes.SETTINGS.withNextHops(known), false));
        for (int i = 1; i <= 2; i++) {
            RibPeer from = tracking.up(peer(i, 64600 + i));
            tracking.rib.receive(
                    from.name(),
                    Update.announce(attributes("10.0.0." + i, 64600 + i), List.of(PREFIX)));
        }
        assertEquals(List.of("10.0.0.1"), nextHops(tracking.rib.takeChanges()));
        lost.add(IpAddress.parse("10.0.0.1"));
        tracking.rib.nextHopsChanged();
        assertEquals(List.of("10.0.0.2"), nextHops(tracking.rib.takeChanges()));
        lost.clear();
        tracking.rib.nextHopsChanged();
        assertEquals(List.of("10.0.0.1"), nextHops(tracking.rib.takeChanges()));
    }

    @Test
    void aLargeTableComesAndGoesAndLeavesNothingBehind() {
        announce(spine, attributes("10.0.0.2", 64602), OTHER);
        int before = rib.entries();
        List<IpPrefix> many = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            many.add(IpPrefix.containing(IpAddress.ipv4(0x2000_0000 + (i << 8)), 24));
        }
        for (int round = 0; round < 2; round++) {
            announce(tor, attributes("10.0.0.1", 64601), many.toArray(IpPrefix[]::new));
            world.settle();
            rib.dropChanges();
            assertEquals(100_001, rib.advertised(nodeA.name()));
            assertEquals(before + 200_000, rib.entries());
            if (round == 0) {
                rib.receive(tor.name(), Update.withdraw(many));
            } else {
                rib.sessionDown(tor.name(), false);
            }
            world.settle();
            rib.dropChanges();
            rib.tell(1);
            assertEquals(1, rib.advertised(nodeA.name()));
            assertEquals(before, rib.entries());
        }
    }
}
