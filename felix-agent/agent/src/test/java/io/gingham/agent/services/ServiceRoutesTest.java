package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.services.ServiceBlocks.Block;
import io.gingham.agent.services.ServiceRoutes.Place;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceRoutesTest {

    private static final ResourceKey WEB = new ResourceKey("shop", "web");

    private static final ServiceBlocks BLOCKS =
            new ServiceBlocks(
                    blocks(true, "10.96.0.0/12", "fd00:96::/108"),
                    blocks(true, "203.0.113.0/24"),
                    blocks(false, "198.51.100.0/24"),
                    Duration.ZERO,
                    List.of());

    private ServiceRoutes routes = at(BLOCKS, true);

    private static List<Block> blocks(boolean aggregated, String... prefixes) {
        return Stream.of(prefixes).map(text -> Block.of(IpPrefix.parse(text), aggregated)).toList();
    }

    private static ServiceRoutes at(ServiceBlocks blocks, boolean ipv6) {
        return new ServiceRoutes(
                new Place("n1", blocks, ipv6, Set.of(IpAddress.parse("203.0.113.250"))));
    }

    private static List<IpAddress> ips(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }

    private static SeenService service(boolean local, String cluster, String external, String lb) {
        return new SeenService(
                local,
                false,
                ips(cluster),
                external.isEmpty() ? List.of() : ips(external),
                lb.isEmpty() ? List.of() : ips(lb));
    }

    private void ready(IpFamily family, String... nodes) {
        routes.slice(
                new ResourceKey("shop", "web-" + family),
                new ReadyEndpoints(WEB, family, List.of(nodes)));
    }

    /// Without the ranges themselves.
    private Set<String> hosts() {
        return routes.prefixes().stream()
                .filter(IpPrefix::isHost)
                .map(prefix -> prefix.address().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aRangeIsAnnouncedWholeWhateverServicesThereAre() {
        assertEquals(
                Set.of(
                        IpPrefix.parse("10.96.0.0/12"),
                        IpPrefix.parse("fd00:96::/108"),
                        IpPrefix.parse("203.0.113.0/24")),
                routes.prefixes());
    }

    @Test
    void aNodeWithoutAnIpv6AddressAnnouncesNoIpv6() {
        routes = at(BLOCKS, false);
        routes.service(
                WEB,
                new SeenService(true, false, ips("10.96.0.1", "fd00:96::1"), List.of(), List.of()));
        ready(IpFamily.IPV6, "n1");
        ready(IpFamily.IPV4, "n1");
        assertEquals(Set.of("10.96.0.1"), hosts());
        assertEquals(
                Set.of(),
                routes.prefixes().stream()
                        .filter(prefix -> prefix.family() == IpFamily.IPV6)
                        .collect(Collectors.toSet()));
    }

    @Test
    void aServiceOfPolicyClusterHasNoRouteOfItsOwnInsideARangeThatIsWhole() {
        routes.service(WEB, service(false, "10.96.0.1", "203.0.113.7", ""));
        ready(IpFamily.IPV4, "n1");
        assertEquals(Set.of(), hosts());
    }

    @Test
    void aLocalServiceIsAnnouncedWhereAnEndpointIsReadyAndNowhereElse() {
        routes.service(WEB, service(true, "10.96.0.1", "203.0.113.7", "198.51.100.9"));
        assertEquals(Set.of(), hosts());
        ready(IpFamily.IPV4, "n2");
        assertEquals(Set.of(), hosts());
        ready(IpFamily.IPV4, "n1", "n2");
        assertEquals(Set.of("10.96.0.1", "203.0.113.7", "198.51.100.9"), hosts());
        ready(IpFamily.IPV4, "n2");
        assertEquals(Set.of(), hosts());
    }

    /// `internalTrafficPolicy` is of cluster IPs only.
    @Test
    void anInternallyLocalServiceIsLocalByItsClusterIp() {
        routes.service(
                WEB, new SeenService(false, true, ips("10.96.0.1"), ips("203.0.113.7"), List.of()));
        ready(IpFamily.IPV4, "n1");
        assertEquals(Set.of("10.96.0.1"), hosts());
    }

    @Test
    void endpointsOfOneFamilyDoNotAnnounceTheOther() {
        routes.service(
                WEB,
                new SeenService(true, false, ips("10.96.0.1", "fd00:96::1"), List.of(), List.of()));
        ready(IpFamily.IPV6, "n1");
        assertEquals(Set.of("fd00:96::1"), hosts());
    }

    @Test
    void whereARangeIsNotAnnouncedWholeEachAddressIsAsLongAsAnyEndpointIsReady() {
        routes.service(WEB, service(false, "10.96.0.1", "", "198.51.100.9"));
        assertEquals(Set.of(), hosts());
        ready(IpFamily.IPV4, "n7");
        assertEquals(Set.of("198.51.100.9"), hosts());
        ready(IpFamily.IPV4);
        assertEquals(Set.of(), hosts());
    }

    @Test
    void aRangeOfOneAddressIsItsServicesRoute() {
        routes =
                at(
                        new ServiceBlocks(
                                List.of(),
                                blocks(true, "203.0.113.7/32"),
                                List.of(),
                                Duration.ZERO,
                                List.of()),
                        false);
        assertEquals(Set.of(), routes.prefixes());
        routes.service(WEB, service(true, "10.96.0.1", "203.0.113.7", ""));
        ready(IpFamily.IPV4, "n2");
        assertEquals(Set.of(), hosts());
        routes.service(WEB, service(false, "10.96.0.1", "203.0.113.7", ""));
        assertEquals(Set.of("203.0.113.7"), hosts());
    }

    /// "Any address" must not make every node announce a default route.
    @Test
    void aRangeOfEverythingIsNotAnnouncedWhole() {
        routes =
                at(
                        new ServiceBlocks(
                                List.of(),
                                List.of(),
                                blocks(true, "0.0.0.0/0", "::/0"),
                                Duration.ZERO,
                                List.of()),
                        true);
        routes.service(WEB, service(false, "10.96.0.1", "", "192.0.2.77"));
        ready(IpFamily.IPV4, "n2");
        assertEquals(Set.of(IpPrefix.parse("192.0.2.77/32")), routes.prefixes());
    }

    @Test
    void anAddressOutsideTheRangesIsNotAnnounced() {
        routes.service(WEB, service(true, "10.200.0.1", "192.0.2.1", "203.0.113.7"));
        ready(IpFamily.IPV4, "n1");
        assertEquals(Set.of(), hosts());
    }

    @Test
    void aNodesOwnAddressIsNoServices() {
        routes.service(WEB, service(true, "10.96.0.1", "203.0.113.250", ""));
        ready(IpFamily.IPV4, "n1");
        assertEquals(Set.of("10.96.0.1"), hosts());
    }

    @Test
    void anAddressOfTwoServicesStaysWhileOneOfThemHasIt() {
        ResourceKey api = new ResourceKey("shop", "api");
        routes.service(WEB, service(true, "10.96.0.1", "203.0.113.7", ""));
        routes.service(api, service(true, "10.96.0.2", "203.0.113.7", ""));
        ready(IpFamily.IPV4, "n1");
        routes.slice(
                new ResourceKey("shop", "api"),
                new ReadyEndpoints(api, IpFamily.IPV4, List.of("n1")));
        routes.service(api, null);
        assertEquals(Set.of("10.96.0.1", "203.0.113.7"), hosts());
        routes.service(WEB, null);
        assertEquals(Set.of(), hosts());
    }

    @Test
    void aServicesChangeTouchesItsOwnPrefixesOnly() {
        for (int i = 0; i < 10_000; i++) {
            ResourceKey key = new ResourceKey("many", "s" + i);
            String ip = "10.96." + i / 256 + "." + i % 256;
            routes.service(key, service(true, ip, "", ""));
            routes.slice(key, new ReadyEndpoints(key, IpFamily.IPV4, List.of("n1")));
        }
        assertEquals(10_003, routes.takeTouched().size());
        ResourceKey one = new ResourceKey("many", "s700");
        routes.slice(one, new ReadyEndpoints(one, IpFamily.IPV4, List.of("n2")));
        assertEquals(List.of(IpPrefix.parse("10.96.2.188/32")), routes.takeTouched());
    }
}
