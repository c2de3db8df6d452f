package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.PREFIX;
import static io.gingham.bgp.rib.Routes.attributes;
import static io.gingham.bgp.rib.Routes.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.filter.PolicyRule;
import io.gingham.bgp.filter.RouteCondition;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who is told together, and who apart.
class UpdateGroupsTest {

    private static final long HIGH_WATER = 1_000_000;
    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;

    private final TestRib world = new TestRib(new Rib(Routes.SETTINGS, false, HIGH_WATER));
    private final Rib rib = world.rib;
    private final RibPeer first = world.up(peer(1, 64601));
    private final RibPeer second = world.up(peer(2, 64602));
    private final RibPeer third = world.up(peer(3, 64603));

    private void announce(RibPeer from, PathAttributes attributes, IpPrefix... prefixes) {
        rib.receive(from.name(), Update.announce(attributes, List.of(prefixes)));
    }

    private static Set<IpPrefix> prefixes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> IpPrefix.parse("10." + (i >> 8) + "." + (i & 255) + ".0/24"))
                .collect(Collectors.toSet());
    }

    private int announced(RibPeer to) {
        return world.told(to).stream().mapToInt(update -> update.announced().size()).sum();
    }

    /// As a node tells the others of its own prefixes only: a pod more, or a service's address, is
    /// one message to each peer, and nobody is told anything anew.
    @Test
    void oneMorePrefixOfOursIsOneMessageForEachPeerHoweverTheFiltersAre() {
        List<RibPeer> peers = List.of(first, second, third);
        for (RibPeer peer : peers) {
            rib.changeFilters(peer.name(), RouteFilter.ACCEPT_ALL, onlyOurs());
        }
        announce(first, attributes("10.0.0.1", 64601), PREFIX);
        Set<IpPrefix> own = prefixes(1000);
        rib.originate(own);
        for (RibPeer peer : peers) {
            assertEquals(1000, announced(peer));
        }
        assertEquals(1, rib.updateGroups());
        Set<IpPrefix> more = new HashSet<>(own);
        IpPrefix pod = IpPrefix.parse("10.99.0.7/32");
        more.add(pod);
        // The settings are made anew, as an agent does whenever a pod comes.
        for (RibPeer peer : peers) {
            rib.changeFilters(peer.name(), RouteFilter.ACCEPT_ALL, onlyOurs());
        }
        rib.originate(more);
        for (RibPeer peer : peers) {
            List<Update> told = world.told(peer);
            assertEquals(1, told.size(), told.toString());
            assertEquals(List.of(Nlri.of(pod)), told.getFirst().announced());
            assertEquals(List.of(), told.getFirst().withdrawn());
        }
        assertEquals(1, rib.updateGroups());
        rib.originate(own);
        for (RibPeer peer : peers) {
            assertEquals(List.of(Update.withdraw(List.of(pod))), world.told(peer));
        }
    }

    private static RouteFilter onlyOurs() {
        return new RoutePolicy(
                List.of(
                        new PolicyRule(
                                List.of(new RouteCondition.Ours()),
                                List.of(),
                                PolicyRule.Verdict.ACCEPT)),
                RouteFilter.REJECT_ALL);
    }

    @Test
    void peersThatAreToldTheSameGetTheSameBytes() {
        rib.originate(Set.of(PREFIX));
        world.settle();
        assertEquals(1, rib.updateGroups());
        assertSame(world.ear(first).last, world.ear(second).last);
    }

    @Test
    void thoseWhoSpeakAnotherWayAreInAnotherGroup() {
        world.up(peer(11, 64512));
        RibPeer old = world.up(peer(4, 64604), new CodecContext(false, true, false));
        assertEquals(3, rib.updateGroups());
        announce(first, attributes("10.0.0.1", 64601, 4_200_000_000L), PREFIX);
        assertEquals(
                "64512 64601 4200000000",
                world.told(old).getFirst().attributes().asPath().toString());
    }

    @Test
    void onlyTheOwnerOfARouteDoesNotHearIt() {
        announce(first, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(0, announced(first));
        assertEquals(1, announced(second));
        assertEquals(1, announced(third));
        assertEquals(0, rib.advertised(first.name()));
        assertEquals(1, rib.advertised(second.name()));
    }

    @Test
    void theNewOwnerOfTheBestRouteForgetsTheOldOne() {
        announce(first, attributes("10.0.0.1", 64601, 64700), PREFIX);
        world.settle();
        world.ear(second).takeAll();
        announce(second, attributes("10.0.0.2", 64602), PREFIX);
        assertEquals(List.of(Update.withdraw(List.of(PREFIX))), world.told(second));
        assertEquals(1, announced(first));
    }

    @Test
    void aSlowPeerIsLeftBehindAndCatchesUp() {
        TestRib.Ear slow = world.ear(first);
        slow.backlog = HIGH_WATER + 1;
        rib.originate(prefixes(300));
        assertEquals(300, announced(second), "nobody waits for it");
        int sent = slow.sent;
        rib.originate(prefixes(100));
        world.settle();
        assertEquals(sent, slow.sent, "nothing is piled up for it");
        assertEquals(2, rib.updateGroups());
        slow.backlog = 0;
        assertEquals(100, announced(first), "only what is still so is told");
        assertEquals(1, rib.updateGroups(), "and it shares a group again");
    }

    @Test
    void aPeerThatIsALittleSlowHoldsNobodyUpAndIsNotSentAway() {
        world.ear(first).backlog = HIGH_WATER / 2;
        rib.originate(prefixes(10));
        assertEquals(10, announced(second));
        assertEquals(1, rib.updateGroups());
    }

    @Test
    void aGroupThatNobodyReadsOfWaits() {
        List.of(first, second, third)
                .forEach(each -> world.ear(each).backlog = UpdateGroups.LOW_WATER);
        rib.originate(prefixes(10));
        assertEquals(0, announced(second));
        world.ear(second).backlog = 0;
        assertEquals(10, announced(second));
    }

    @Test
    void sessionsThatBeginTogetherAreToldTogether() {
        rib.originate(prefixes(10));
        world.settle();
        for (RibPeer each : List.of(first, second)) {
            rib.sessionDown(each.name(), false);
            world.sessionUp(each, TestRib.CONTEXT);
        }
        world.settle();
        assertEquals(10, announced(first));
        assertEquals(10, announced(second));
        assertEquals(1, rib.updateGroups());
    }

    @Test
    void aNewSessionDisturbsNobody() {
        rib.originate(prefixes(10));
        world.settle();
        int sent = world.ear(second).sent;
        rib.sessionDown(first.name(), false);
        world.sessionUp(first, TestRib.CONTEXT);
        assertEquals(10, announced(first));
        assertEquals(sent, world.ear(second).sent);
    }

    @Test
    void aRefreshIsOneMembersAndStandsBetweenMarkersWhereBothKnowThem() {
        PeerTreatment marked =
                new PeerTreatment(
                        false, Optional.empty(), false, NextHopMode.DEFAULT, 0, false, true, 1);
        RibPeer modern = world.up(peer(4, 64604).with(marked));
        rib.originate(prefixes(3));
        world.messages(modern);
        int others = world.ear(second).sent;
        rib.refresh(modern.name(), IPV4);
        List<?> heard = world.messages(modern);
        assertEquals(new RouteRefresh(IPV4, RouteRefresh.BEGIN), heard.getFirst());
        assertEquals(new RouteRefresh(IPV4, RouteRefresh.END), heard.getLast());
        assertEquals(3, heard.size(), heard.toString());
        assertEquals(others, world.ear(second).sent);
        assertEquals(2, rib.updateGroups());
    }

    @Test
    void aRefreshWaitsForTheEndOfTheFirstRoutes() {
        rib.originate(prefixes(3));
        rib.sessionDown(first.name(), false);
        world.sessionUp(first, TestRib.CONTEXT);
        rib.refresh(first.name(), IPV4);
        List<Update> heard = world.told(first);
        assertTrue(heard.get(1).endOfRib().isPresent(), heard.toString());
        assertEquals(3, heard.get(2).announced().size());
    }

    @Test
    void severalPathsAreToldToWhomItMatters() {
        PeerTreatment two =
                new PeerTreatment(
                        false, Optional.empty(), false, NextHopMode.DEFAULT, 0, false, false, 2);
        CodecContext addPath =
                TestRib.CONTEXT.with(Direction.PLAIN, new Direction(false, Set.of(IPV4)));
        RibPeer curious = world.up(peer(4, 64604).with(two), addPath);
        announce(first, attributes("10.0.0.1", 64601), PREFIX);
        announce(second, attributes("10.0.0.2", 64602), PREFIX);
        announce(third, attributes("10.0.0.3", 64603), PREFIX);
        List<Nlri> heard =
                world.told(curious).stream().flatMap(u -> u.announced().stream()).toList();
        assertEquals(2, heard.size());
        assertEquals(2, rib.advertised(curious.name()));
        rib.receive(first.name(), Update.withdraw(List.of(PREFIX)));
        List<Update> changed = world.told(curious);
        assertEquals(heard.getFirst(), changed.getFirst().withdrawn().getFirst());
        assertEquals(1, changed.getLast().announced().size());
    }

    @Test
    void aRouteThatIsTooLongForAMessageIsNotTold() {
        announce(first, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(1, announced(second));
        PathAttribute large = new PathAttribute.Unknown(99, 0xc0, Octets.of(new byte[4060]));
        announce(first, attributes("10.0.0.1", 64601).with(large), PREFIX);
        assertEquals(List.of(Update.withdraw(List.of(PREFIX))), world.told(second));
        assertEquals(0, rib.advertised(second.name()));
        announce(first, attributes("10.0.0.1", 64601), PREFIX);
        assertEquals(1, announced(second));
    }

    @Test
    void manyPrefixesTakeAsFewMessagesAsCanBe() {
        rib.originate(prefixes(3000));
        List<Update> heard = world.told(first);
        // 4096 octets hold about a thousand /24; a turn looks at 100 destinations here.
        assertEquals(30, heard.size());
        while (rib.tell(10_000)) {
            // more
        }
        rib.originate(Set.of());
        rib.tell(10_000);
        assertEquals(3, world.told(first).size());
    }
}
