package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// IPv4 and IPv6 side by side.
class FamiliesTest {

    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final AddressFamily IPV6 = AddressFamily.IPV6_UNICAST;
    private static final IpPrefix V4 = IpPrefix.parse("10.9.0.0/16");
    private static final IpPrefix V6 = IpPrefix.parse("2001:db8:9::/48");
    private static final IpAddress OUR_V6 = IpAddress.parse("fd00::100");
    private static final IpAddress THEIR_V6 = IpAddress.parse("fd00::1");

    private final TestRib world = TestRib.of(false);
    private final Rib rib = world.rib;

    private RibPeer up(RibPeer plain, Set<AddressFamily> families, boolean ipv4OverIpv6) {
        Map<IpFamily, IpAddress> hops =
                ipv4OverIpv6
                        ? Map.of(IpFamily.IPV4, OUR_V6, IpFamily.IPV6, OUR_V6)
                        : Map.of(IpFamily.IPV4, Routes.OUR_ADDRESS, IpFamily.IPV6, OUR_V6);
        return up(plain, families, hops, ipv4OverIpv6);
    }

    private RibPeer up(
            RibPeer plain,
            Set<AddressFamily> families,
            Map<IpFamily, IpAddress> hops,
            boolean ipv4OverIpv6) {
        RibPeer peer =
                new RibPeer(
                        plain.name(),
                        plain.address(),
                        plain.asNumber(),
                        plain.external(),
                        plain.routerId(),
                        plain.localAddress(),
                        families,
                        hops,
                        ipv4OverIpv6,
                        PeerTreatment.PLAIN,
                        Optional.of("eth0"));
        return world.up(peer);
    }

    private RibPeer both(int number) {
        return up(Routes.peer(number, 64600 + number), Set.of(IPV4, IPV6), false);
    }

    private void announce(RibPeer from, IpAddress nextHop, IpPrefix prefix) {
        PathAttributes attributes =
                attributes("10.0.0.1", from.asNumber().value())
                        .with(
                                new MpReach(
                                        AddressFamily.unicast(prefix.family()),
                                        List.of(nextHop),
                                        List.of(Nlri.of(prefix))));
        rib.receive(from.name(), Update.announce(attributes, List.of()));
    }

    private List<Update> told(RibPeer to) {
        return world.told(to);
    }

    private List<IpPrefix> known() {
        return rib.look().routes().stream().map(RouteView::prefix).toList();
    }

    @Test
    void anIpv6RouteGoesOnWithOurIpv6Address() {
        RibPeer from = both(1);
        RibPeer to = both(2);
        announce(from, THEIR_V6, V6);
        List<Update> updates = told(to);
        assertEquals(1, updates.size());
        MpReach reach = updates.getFirst().attributes().find(MpReach.class).orElseThrow();
        assertEquals(new MpReach(IPV6, List.of(OUR_V6), List.of(Nlri.of(V6))), reach);
        assertTrue(updates.getFirst().attributes().nextHop().isEmpty());
        assertEquals(List.of(THEIR_V6), rib.nextHops(V6));
    }

    @Test
    void peersOfTwoLinksMayHaveTheSameAddress() {
        IpAddress both = IpAddress.parse("fe80::1");
        RibPeer from = both(1);
        List<RibPeer> onLinks =
                List.of(onLink("left", both, 2), onLink("right", both, 3)).stream()
                        .map(peer -> up(peer, Set.of(IPV6), Map.of(IpFamily.IPV6, OUR_V6), false))
                        .toList();
        rib.changeFilters("left", RouteFilter.ACCEPT_ALL, FamiliesTest::throughTheRouter);
        rib.changeFilters("right", RouteFilter.ACCEPT_ALL, FamiliesTest::throughTheRouter);
        onLinks.forEach(world::told);
        announce(from, THEIR_V6, V6);
        for (RibPeer each : onLinks) {
            MpReach reach = told(each).getFirst().attributes().find(MpReach.class).orElseThrow();
            assertEquals(List.of(both), reach.nextHops(), each.name());
            assertEquals(1, rib.look().advertised(each.name(), RouteQuery.ALL).total());
        }
    }

    private static Optional<PathAttributes> throughTheRouter(
            IpPrefix prefix, RouteOrigin origin, PathAttributes given) {
        return Optional.of(given.with(new NextHop(IpAddress.parse("fe80::1"))));
    }

    private static RibPeer onLink(String name, IpAddress address, int number) {
        RibPeer plain = Routes.peer(number, 64600 + number);
        return new RibPeer(
                name, address, plain.asNumber(), true, plain.routerId(), plain.localAddress());
    }

    @Test
    void aWithdrawalOfOneFamilyLeavesTheOther() {
        RibPeer from = both(1);
        RibPeer to = both(2);
        rib.receive(from.name(), Update.announce(attributes("10.0.0.1", 64601), List.of(V4)));
        announce(from, THEIR_V6, V6);
        told(to);
        PathAttributes gone = PathAttributes.of(new MpUnreach(IPV6, List.of(Nlri.of(V6))));
        rib.receive(from.name(), Update.announce(gone, List.of()));
        assertEquals(List.of(V4), known());
        assertEquals(List.of(Update.announce(gone, List.of())), told(to));
    }

    @Test
    void aPeerHearsOnlyTheFamiliesItSpeaks() {
        RibPeer old = up(Routes.peer(3, 64603), Set.of(IPV4), false);
        rib.originate(Set.of(V4, V6));
        List<Update> updates = told(old);
        assertEquals(1, updates.size());
        assertEquals(List.of(V4), Nlri.prefixes(updates.getFirst().announced()));
    }

    @Test
    void whatWasNotAgreedUponIsIgnored() {
        RibPeer old = up(Routes.peer(3, 64603), Set.of(IPV4), false);
        announce(old, THEIR_V6, V6);
        RibPeer six = up(Routes.peer(4, 64604), Set.of(IPV6), false);
        rib.receive(six.name(), Update.announce(attributes("10.0.0.4", 64604), List.of(V4)));
        assertEquals(List.of(), known());
    }

    @Test
    void withoutAnAddressOfTheFamilyNothingOfOursIsTold() {
        RibPeer peer =
                up(
                        Routes.peer(1, 64601),
                        Set.of(IPV4, IPV6),
                        Map.of(IpFamily.IPV4, Routes.OUR_ADDRESS),
                        false);
        rib.originate(Set.of(V6));
        assertEquals(List.of(), told(peer));
    }

    @Test
    void ipv4OverIpv6NeedsToBeAgreedUpon() {
        RibPeer plain = both(1);
        announce(plain, THEIR_V6, V4);
        assertEquals(List.of(), known());
        RibPeer modern = up(Routes.peer(2, 64602), Set.of(IPV4, IPV6), true);
        announce(modern, THEIR_V6, V4);
        assertEquals(List.of(V4), known());
        assertEquals(List.of(THEIR_V6), rib.nextHops(V4));
        rib.originate(Set.of(IpPrefix.parse("10.8.0.0/16")));
        MpReach reach = told(modern).getFirst().attributes().find(MpReach.class).orElseThrow();
        assertEquals(List.of(OUR_V6), reach.nextHops());
    }

    @Test
    void eachFamilyEndsItsFirstRoutes() {
        RibPeer peer = both(1);
        rib.sessionDown(peer.name(), false);
        world.sessionUp(peer, TestRib.CONTEXT);
        assertEquals(Set.of(Update.endOfRib(IPV4), Update.endOfRib(IPV6)), Set.copyOf(told(peer)));
    }

    @Test
    void aRefreshIsOfOneFamily() {
        RibPeer peer = both(1);
        rib.originate(Set.of(V4, V6));
        assertEquals(2, told(peer).size());
        rib.refresh(peer.name(), IPV6);
        List<Update> again = told(peer);
        assertEquals(1, again.size());
        assertTrue(again.getFirst().attributes().find(MpReach.class).isPresent());
    }

    @Test
    void staleRoutesAreKeptAndSweptByFamily() {
        RibPeer peer = both(1);
        rib.receive(peer.name(), Update.announce(attributes("10.0.0.1", 64601), List.of(V4)));
        announce(peer, THEIR_V6, V6);
        rib.sessionDown(peer.name(), Set.of(IPV4, IPV6), false);
        assertEquals(2, known().size());
        world.sessionUp(peer, TestRib.CONTEXT);
        assertEquals(1, rib.sweepStale(peer.name(), IPV6::equals));
        assertEquals(List.of(V4), known());
        assertTrue(rib.hasStale(peer.name()));
        rib.sessionDown(peer.name(), Set.of(IPV6), false);
        assertEquals(List.of(), known(), "what is kept is of the families that restart");
        assertFalse(rib.hasStale(peer.name()));
    }
}
