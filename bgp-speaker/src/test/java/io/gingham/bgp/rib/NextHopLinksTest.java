package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Next hops and the links of this machine: our own addresses on any of them, and link-local ones
/// that mean something on theirs only.
class NextHopLinksTest {

    private static final IpPrefix V6 = IpPrefix.parse("2001:db8:7::/48");
    private static final IpAddress ON_LINK = IpAddress.parse("fe80::9");
    private static final IpAddress OURS_V6 = IpAddress.parse("2001:db8::100");

    private static final LocalLinks LINKS =
            new LocalLinks(
                    List.of(
                            at("eth0", "10.0.0.100", 24),
                            at("eth1", "172.16.5.1", 30),
                            at("eth1", "2001:db8:5::1", 64),
                            at("eth1", "fe80::1", 64),
                            at("lo", "127.0.0.1", 8)));

    private final Rib rib = new Rib(Routes.SETTINGS.withLinks(LINKS), false);
    private final TestRib world = new TestRib(rib);

    private static LocalLinks.Address at(String link, String address, int length) {
        return new LocalLinks.Address(link, IpAddress.parse(address), length);
    }

    private RibPeer up(int number, long as, PeerTreatment treatment, Optional<String> link) {
        RibPeer plain = Routes.peer(number, as);
        return world.up(
                new RibPeer(
                        plain.name(),
                        plain.address(),
                        plain.asNumber(),
                        plain.external(),
                        plain.routerId(),
                        plain.localAddress(),
                        Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST),
                        Map.of(IpFamily.IPV4, Routes.OUR_ADDRESS, IpFamily.IPV6, OURS_V6),
                        false,
                        treatment,
                        link));
    }

    private RibPeer up(int number, long as, String link) {
        return up(number, as, PeerTreatment.PLAIN, Optional.of(link));
    }

    private void announce(RibPeer from, String... nextHops) {
        List<IpAddress> hops = new ArrayList<>();
        for (String each : nextHops) {
            hops.add(IpAddress.parse(each));
        }
        MpReach reach = new MpReach(AddressFamily.IPV6_UNICAST, hops, List.of(Nlri.of(V6)));
        rib.receive(
                from.name(),
                Update.announce(
                        attributes("10.0.0.1", from.asNumber().value())
                                .without(NextHop.TYPE)
                                .with(reach),
                        List.of()));
    }

    private String verdict(IpPrefix prefix) {
        return rib.look().explain(prefix).candidates().getFirst().verdict().text();
    }

    private Optional<IpAddress> told(RibPeer to) {
        return world.told(to).stream()
                .flatMap(update -> update.attributes().find(MpReach.class).stream())
                .map(reach -> reach.nextHops().getFirst())
                .reduce((_, last) -> last);
    }

    @Test
    void anAddressOfOursOnAnyLinkIsNoNextHop() {
        RibPeer from = up(1, 64601, "eth0");
        for (String ours : List.of("10.0.0.100", "172.16.5.1", "127.0.0.1")) {
            rib.receive(
                    from.name(), Update.announce(attributes(ours, 64601), List.of(Routes.PREFIX)));
            assertEquals("refused: the next hop is our own address", verdict(Routes.PREFIX), ours);
        }
        announce(from, "2001:db8:5::1", "fe80::9");
        assertEquals("refused: the next hop is our own address", verdict(V6));
    }

    @Test
    void aLinkLocalAddressIsOursOnItsLinkOnly() {
        announce(up(1, 64601, "eth1"), "fe80::1");
        assertEquals("refused: the next hop is our own address", verdict(V6));
        announce(up(2, 64602, "eth0"), "fe80::1");
        assertEquals("best", verdict(V6));
    }

    @Test
    void anAddressThatComesLaterOrGoesJudgesTheRoutesThatAreThere() {
        RibPeer from = up(1, 64601, "eth0");
        rib.receive(
                from.name(),
                Update.announce(attributes("10.0.0.77", 64601), List.of(Routes.PREFIX)));
        assertEquals("best", verdict(Routes.PREFIX));
        LocalLinks more = new LocalLinks(List.of(at("eth2", "10.0.0.77", 32)));
        rib.changeSettings(Routes.SETTINGS.withLinks(more));
        assertEquals("refused: the next hop is our own address", verdict(Routes.PREFIX));
        rib.changeSettings(Routes.SETTINGS.withLinks(LINKS));
        assertEquals("best", verdict(Routes.PREFIX));
    }

    @Test
    void anotherSpeakerOfThisMachineIsANextHop() {
        LocalLinks ours = LINKS.without(Set.of(IpAddress.parse("172.16.5.1")));
        assertTrue(LINKS.isOurs(IpAddress.parse("172.16.5.1"), Optional.empty()));
        assertEquals(false, ours.isOurs(IpAddress.parse("172.16.5.1"), Optional.empty()));
    }

    @Test
    void theNarrowestNetworkSaysOnWhichLinkANeighbourIs() {
        assertEquals(Optional.of("eth1"), LINKS.linkOf(IpAddress.parse("172.16.5.2")));
        assertEquals(Optional.of("eth0"), LINKS.linkOf(IpAddress.parse("10.0.0.9")));
        assertEquals(Optional.of("lo"), LINKS.linkOf(IpAddress.parse("127.8.8.8")));
        assertEquals(Optional.empty(), LINKS.linkOf(IpAddress.parse("192.0.2.1")));
    }

    @Test
    void aLinkLocalNextHopStaysOnItsLink() {
        RibPeer from = up(1, 64601, "eth1");
        RibPeer beside = up(11, 64512, "eth1");
        RibPeer elsewhere = up(12, 64512, "eth0");
        RibPeer far = up(13, 64512, PeerTreatment.PLAIN, Optional.empty());
        for (String[] hops :
                List.of(
                        new String[] {"fe80::9"},
                        new String[] {"::", "fe80::9"},
                        new String[] {"fe80::9", "fe80::9"})) {
            announce(from, hops);
            assertEquals(Optional.of(ON_LINK), told(beside));
            assertEquals(Optional.of(OURS_V6), told(elsewhere));
            assertEquals(Optional.of(OURS_V6), told(far));
            announce(from, "2001:db8:5::9");
            world.settle();
            List.of(beside, elsewhere, far).forEach(this::told);
        }
    }

    @Test
    void whoIsNotInTheWayDoesNotPutItselfThereForALinkLocalNextHop() {
        RibPeer from = up(1, 64601, "eth1");
        PeerTreatment client =
                new PeerTreatment(
                        false, Optional.empty(), true, NextHopMode.DEFAULT, 0, false, false, 1);
        RibPeer served = up(2, 64602, client, Optional.of("eth0"));
        announce(from, "fe80::9");
        assertEquals(Optional.empty(), told(served));
        assertEquals(List.of(V6), world.ear(served).untold);
        assertTrue(
                rib.look()
                        .explain(V6, served.name())
                        .candidates()
                        .getFirst()
                        .text()
                        .startsWith("not told: its next hop, fe80::9, is of no use to the peer"));
    }

    @Test
    void aLinkLocalNextHopNeedsAPeerOnALink() {
        announce(up(1, 64601, PeerTreatment.PLAIN, Optional.empty()), "fe80::9");
        assertEquals(
                "refused: its next hop is link-local, and the peer is on no link of ours",
                verdict(V6));
    }

    @Test
    void extendedCommunitiesForOneSystemStayInIt() {
        RibPeer from = up(11, 64512, "eth0");
        RibPeer inside = up(12, 64512, PeerTreatment.PLAIN.withClient(), Optional.of("eth0"));
        RibPeer outside = up(1, 64601, "eth0");
        var bandwidth = new io.gingham.bgp.message.ExtendedCommunity(0x4004_fde8_0000_0064L);
        var target = new io.gingham.bgp.message.ExtendedCommunity(0x0002_fde8_0000_0064L);
        var ofIpv6 =
                new PathAttribute.Unknown(
                        25,
                        0xc0,
                        io.gingham.bgp.message.Octets.parse(
                                "400b" + "00".repeat(18) + "000b" + "11".repeat(18)));
        rib.receive(
                from.name(),
                Update.announce(
                        attributes("10.0.0.11")
                                .with(
                                        new PathAttribute.ExtendedCommunities(
                                                List.of(bandwidth, target)))
                                .with(ofIpv6),
                        List.of(Routes.PREFIX)));
        Update within = world.told(inside).getLast();
        assertEquals(
                List.of(bandwidth, target),
                within.attributes()
                        .find(PathAttribute.ExtendedCommunities.class)
                        .orElseThrow()
                        .values());
        Update without = world.told(outside).getLast();
        assertEquals(
                List.of(target),
                without.attributes()
                        .find(PathAttribute.ExtendedCommunities.class)
                        .orElseThrow()
                        .values());
        PathAttribute.Unknown left =
                without.attributes().find(PathAttribute.Unknown.class).orElseThrow();
        assertEquals("000b" + "11".repeat(18), left.value().toString());
    }
}
