package io.gingham.agent.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.Hop;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.RouteTarget.Multipath;
import io.gingham.netlink.message.RouteTarget.NextHop;
import io.gingham.netlink.message.RouteTarget.Via;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final Map<String, Integer> LINKS = Map.of("eth1", 11, "eth2", 12);
    private static final IpAddress FOUR = IpAddress.parse("192.0.2.1");
    private static final IpAddress SIX = IpAddress.parse("2001:db8::1");
    private static final IpAddress LOCAL = IpAddress.parse("fe80::1");

    private static Optional<RouteTarget> target(IpFamily family, Hop... hops) {
        IpAddress first = hops[0].address();
        BestPath path =
                new BestPath(first, "tor", first, true, PathAttributes.EMPTY, List.of(hops));
        return Targets.of(family, path, name -> LINKS.getOrDefault(name, 0));
    }

    private static Hop on(String link) {
        return new Hop(LOCAL, Optional.of(link));
    }

    private static Optional<RouteTarget> ways(Via... ways) {
        return Optional.of(new Multipath(Stream.of(ways).map(way -> new NextHop(way, 1)).toList()));
    }

    @Test
    void anAddressIsFoundByTheKernelItself() {
        assertEquals(Optional.of(new Via(FOUR, 0, false)), target(IpFamily.IPV4, Hop.of(FOUR)));
        assertEquals(Optional.of(new Via(SIX, 0, false)), target(IpFamily.IPV6, Hop.of(SIX)));
        assertEquals(Optional.of(new Via(SIX, 0, false)), target(IpFamily.IPV4, Hop.of(SIX)));
    }

    @Test
    void ipv6NeverGoesViaIpv4() {
        assertEquals(Optional.empty(), target(IpFamily.IPV6, Hop.of(FOUR)));
    }

    @Test
    void aLinkLocalAddressNeedsItsLink() {
        assertEquals(Optional.of(new Via(LOCAL, 12, false)), target(IpFamily.IPV4, on("eth2")));
        assertEquals(Optional.of(new Via(LOCAL, 12, false)), target(IpFamily.IPV6, on("eth2")));
        assertEquals(Optional.empty(), target(IpFamily.IPV4, on("gone")));
        assertEquals(Optional.empty(), target(IpFamily.IPV4, Hop.of(LOCAL)));
    }

    @Test
    void theSameLinkLocalAddressOnTwoLinksIsTwoWays() {
        assertEquals(
                ways(new Via(LOCAL, 11, false), new Via(LOCAL, 12, false)),
                target(IpFamily.IPV4, on("eth2"), on("eth1"), on("eth2"), on("gone")));
    }
}
