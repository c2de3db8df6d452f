package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.bgp.speaker.DecisionConfig;
import io.gingham.bgp.speaker.PeerAddPath;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final RouteOrigin PEER = new RouteOrigin.Peer("tor", true);

    static final String SMALLEST =
            "{routerId: 10.9.0.1, asn: 65000, listen: {address: 10.9.0.1, port: 179}, peers: [{address:"
                    + " 10.9.0.2, asn: 65001, passive: true, import: all, export: all}, {address: 10.9.0.3,"
                    + " asn: 65002, passive: true, import: all, export: all}]}";

    @Test
    void theSmallestFileSaysAllThatIsNeeded() {
        DaemonConfig config = parse(SMALLEST);
        assertEquals(65000, config.speaker().localAs().value());
        assertEquals(
                Optional.of(new InetSocketAddress("10.9.0.1", 179)), config.speaker().listen());
        assertEquals(2, config.speaker().peers().size());
        PeerConfig peer = config.speaker().peers().getFirst();
        assertEquals("10.9.0.2", peer.name());
        assertTrue(peer.endpoint().passive());
        assertEquals(RouteFilter.ACCEPT_ALL, peer.importFilter());
        assertEquals(RouteFilter.ACCEPT_ALL, peer.exportFilter());
        assertEquals(Optional.of(IpAddress.parse("10.9.0.1")), peer.localAddress());
    }

    @Test
    void aPeerTakesFromItsGroupWhatItDoesNotSayItself() {
        DaemonConfig config =
                parse(
                        """
                        routerId: 10.9.0.1
                        asn: 65000
                        groups:
                          customer: {import: all, export: none, holdTime: 9s, ttlSecurity: 1}
                        peers:
                        - {group: customer, address: 10.9.0.2, asn: 65001, holdTime: 30}
                        """);
        PeerConfig peer = config.speaker().peers().getFirst();
        assertEquals(Duration.ofSeconds(30), peer.timers().holdTime());
        assertEquals(1, peer.security().hops().orElse(0));
        assertEquals(RouteFilter.REJECT_ALL, peer.exportFilter());
    }

    @Test
    void withoutAPolicyAnExternalPeerGivesAndGetsNothing() {
        DaemonConfig config =
                parse("{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2}]}");
        assertTrue(config.speaker().denyWithoutPolicy());
        assertEquals(RouteFilter.NO_POLICY, config.speaker().peers().getFirst().importFilter());
        assertEquals(2, config.warnings().size(), config.warnings()::toString);
        assertEquals(List.of(), parse(SMALLEST).warnings());
    }

    @Test
    void filtersHaveRulesWithConditionsAndChanges() {
        RouteFilter filter =
                filter(
                        """
                        prefixLists:
                          ours: [10.0.0.0/8 le 24, "2001:db8::/32+"]
                        filters:
                          f:
                            default: accept
                            rules:
                            - if: {prefixLists: ours, asPath: "65001 *", communities: [65001:*, no-export]}
                              set: {localPreference: 200, prepend: [65000, 65000], addCommunities: 65000:10, med: 5}
                              action: accept
                            - {if: {prefixes: 10.0.0.0/8+}, action: reject}
                        """);
        PathAttributes route =
                PathAttributes.of(
                        new PathAttribute.Path(AsPath.sequence(new AsNumber(65001))),
                        new PathAttribute.Communities(List.of(Community.of(65001, 7))));
        PathAttributes accepted =
                filter.apply(IpPrefix.parse("10.1.0.0/16"), PEER, route).orElseThrow();
        assertEquals(200, accepted.localPref());
        assertEquals(5, accepted.med());
        assertEquals("65000 65000 65001", accepted.asPath().toString());
        assertEquals(
                List.of(Community.of(65001, 7), Community.of(65000, 10)), accepted.communities());
        assertEquals(
                Optional.empty(),
                filter.apply(IpPrefix.parse("10.1.0.0/25"), PEER, route),
                "longer than the list");
        assertEquals(
                Optional.of(route),
                filter.apply(IpPrefix.parse("192.0.2.0/24"), PEER, route),
                "default");
    }

    @Test
    void filtersInARowAreAskedOneAfterTheOther() {
        DaemonConfig config =
                parse(
                        """
                        routerId: 1.1.1.1
                        asn: 1
                        filters:
                          bogons: [{if: {prefixes: 192.0.2.0/24+}, action: reject}]
                          low: {rules: [{set: {localPreference: 7}, action: continue}], default: accept}
                        peers: [{address: 10.9.0.2, asn: 2, import: [bogons, low], export: [bogons, all]}]
                        """);
        RouteFilter both = config.speaker().peers().getFirst().importFilter();
        assertEquals(
                Optional.empty(),
                both.apply(IpPrefix.parse("192.0.2.0/25"), PEER, PathAttributes.EMPTY));
        assertEquals(
                7,
                both.apply(IpPrefix.parse("10.0.0.0/8"), PEER, PathAttributes.EMPTY)
                        .orElseThrow()
                        .localPref());
        assertEquals(
                RouteFilter.ACCEPT_ALL,
                assertInstanceOf(
                                RoutePolicy.class,
                                config.speaker().peers().getFirst().exportFilter())
                        .otherwise());
    }

    @Test
    void routesHaveAttributesOrNone() {
        DaemonConfig config =
                parse(
                        """
                        routerId: 1.1.1.1
                        asn: 1
                        routes:
                        - 192.0.2.0/24
                        - {prefix: "2001:db8::/32", nextHop: "2001:db8::1", med: 5, communities: [blackhole, 1:2:3]}
                        """);
        assertEquals(
                Set.of(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("2001:db8::/32")),
                config.routes().keySet());
        PathAttributes second = config.routes().get(IpPrefix.parse("2001:db8::/32"));
        assertEquals(5, java.util.Objects.requireNonNull(second).med());
        assertEquals(List.of(Community.BLACKHOLE), second.communities());
    }

    @Test
    void readsKernelFamiliesPasswordsLimitsAndTheRest(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
        DaemonConfig config =
                parse(
                        """
                        routerId: 1.1.1.1
                        asn: 4200000000
                        listen: none
                        socket: /tmp/x.sock
                        metrics: "[::1]:9101"
                        onStop: restart
                        stateFile: /tmp/state
                        kernel:
                          export: {table: 100, protocol: 99, metric: 50}
                          import: {protocols: [static, 186], interval: 5s}
                        peers:
                        - name: dual
                          address: "2001:db8::2"
                          asn: 4200000000
                          families: [ipv4, ipv6]
                          nextHops: [192.0.2.1]
                          passwordFile: %s
                          prefixLimit: {most: 1000, restartAfter: 5m}
                          gracefulRestart: {restartTime: 60s}
                        """
                                .formatted(secret));
        assertEquals(Optional.empty(), config.speaker().listen());
        assertEquals("[::1]:9101", config.metrics().orElseThrow().toString());
        assertEquals(DaemonConfig.OnStop.RESTART, config.onStop());
        assertEquals(99, config.kernelExport().orElseThrow().protocol());
        assertEquals(Set.of(4, 186), config.kernelImport().orElseThrow().protocols());
        PeerConfig peer = config.speaker().peers().getFirst();
        assertEquals(
                Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST),
                peer.families().spoken());
        assertEquals("hunter2", peer.security().password().orElseThrow().text());
        assertEquals(1000, peer.policy().prefixLimit().orElseThrow().most());
        assertEquals(Duration.ofSeconds(60), peer.gracefulRestart().restartTime());
    }

    @Test
    void aReflectorsClientAndARouteServersClientAreTold() {
        DaemonConfig config =
                parse(
                        """
                        routerId: 1.1.1.1
                        asn: 1
                        clusterId: 9.9.9.9
                        alwaysCompareMed: true
                        multipath: 4
                        asPathRelax: false
                        peers:
                        - {address: 10.9.0.2, asn: 1, reflectorClient: true, addPath: {send: 4, receive: true}}
                        - {address: 10.9.0.3, asn: 3, routeServerClient: true, role: route-server, strictRole: true}
                        - {address: 10.9.0.4, asn: 4, nextHop: unchanged, sendHoldTime: 10m, delayOpen: 5s,
                           gracefulRestart: {longLived: 1h}}
                        - {address: "fe80::1", interface: eth0, asn: 5, localAsn: 1.10}
                        """);
        assertEquals("9.9.9.9", config.speaker().clusterId().toString());
        assertEquals(new DecisionConfig(true, 4, false), config.speaker().decision());
        assertEquals(Optional.of(new AsNumber(0x1000a)), config.speaker().peers().get(3).localAs());
        PeerConfig client = config.speaker().peers().get(0);
        assertTrue(client.relation().reflectorClient());
        assertEquals(new PeerAddPath(true, 4), client.addPath());
        PeerConfig served = config.speaker().peers().get(1);
        assertTrue(served.relation().routeServerClient() && served.relation().strictRole());
        assertEquals(Optional.of(RoleType.ROUTE_SERVER), served.relation().role());
        PeerConfig third = config.speaker().peers().get(2);
        assertEquals(NextHopMode.UNCHANGED, third.relation().nextHopMode());
        assertEquals(Duration.ofHours(1), third.gracefulRestart().longLived());
        assertEquals(Optional.of(Duration.ofMinutes(10)), third.timers().sendHoldTime());
        assertEquals("fe80::1%eth0", config.speaker().peers().get(3).name());
    }

    @Test
    void collectorsOfBmpHaveAnAddressAPortAndWhatTheyAreShown() {
        BmpConfig monitoring =
                parse(
                                """
                                routerId: 10.9.0.1
                                asn: 65000
                                bmp:
                                - {address: 192.0.2.9, port: 5000}
                                - address: 2001:db8::9
                                  port: 1790
                                  monitor: [adj-rib-out, loc-rib]
                                  statisticsInterval: 0
                                  retry: 5s
                                """)
                        .speaker()
                        .monitoring();
        assertEquals(2, monitoring.collectors().size());
        assertTrue(!monitoring.systemName().isEmpty());
        CollectorConfig plain = monitoring.collectors().getFirst();
        assertEquals("192.0.2.9:5000", plain.label());
        assertEquals(CollectorConfig.DEFAULT_VIEWS, plain.views());
        assertEquals(Duration.ofSeconds(30), plain.retry());
        assertEquals(Duration.ofSeconds(60), plain.statisticsInterval());
        CollectorConfig other = monitoring.collectors().getLast();
        assertEquals("[2001:db8::9]:1790", other.label());
        assertEquals(Set.of(BmpView.ADJ_RIB_OUT, BmpView.LOC_RIB), other.views());
        assertEquals(Duration.ZERO, other.statisticsInterval());
        assertEquals(Duration.ofSeconds(5), other.retry());
    }

    @Test
    void bfdIsAWordOrItsTimers() {
        List<PeerConfig> peers =
                parse(
                                """
                                routerId: 1.1.1.1
                                asn: 1
                                peers:
                                - {address: 10.9.0.2, asn: 2}
                                - {address: 10.9.0.3, asn: 2, bfd: true}
                                - {address: 10.9.0.4, asn: 2, bfd: {minRx: 50ms, minTx: 1s, multiplier: 5, multihop: true}}
                                - {address: 10.9.0.5, asn: 2, bfd: false}
                                """)
                        .speaker()
                        .peers();
        assertEquals(Optional.empty(), peers.get(0).bfd());
        assertEquals(Optional.of(BfdConfig.DEFAULT), peers.get(1).bfd());
        assertEquals(
                Optional.of(new BfdConfig(Duration.ofMillis(50), Duration.ofSeconds(1), 5, true)),
                peers.get(2).bfd());
        assertEquals(Optional.empty(), peers.get(3).bfd());
    }

    /// One file, one fault, and what is said of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "asn: 1 | f:1:1 | needs 'routerId'; add it",
                "{routerId: 1.1.1.1, asn: 1, peer: []} | f:1:29 | no key 'peer'; did you mean 'peers'?",
                "{routerId: 1.1.1.1, asn: 0} | f:1:26 | AS 0 is reserved (RFC 7607)",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 0}]} | f:1:62 | AS 0 is reserved",
                "{routerId: 1.1.1.1, asn: 1, routes: [{prefix: 10.0.0.0/8, asPath: [7, 0]}]} | f:1:71 | AS 0 is reserved",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{set: {prepend: 0}, action: accept}]}} | f:1:59 | AS 0 is reserved",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{if: {asPath: '* 0 *'}, action: accept}]}} | f:1:57 | AS 0 is never in a path",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: '::ffff:10.9.0.2', asn: 2}]} | f:1:47 | write 10.9.0.2",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, localAddress: '::ffff:a09:1'}]} | f:1:79 | write 10.9.0.1",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, nextHops: ['::ffff:10.9.0.1']}]} | f:1:76 | write 10.9.0.1",
                "{routerId: 1.1.1.1, asn: 1, listen: {address: '::ffff:10.9.0.1'}} | f:1:47 | write 10.9.0.1",
                "{routerId: 1.1.1.1, asn: 1, routes: ['::ffff:10.9.0.0/112']} | f:1:38 | write 10.9.0.0/16",
                "{routerId: 1.1.1.1, asn: 1, stateFile: /nonexistent/dir/state} | f:1:40 | there is no folder /nonexistent/dir",
                "{routerId: 1.1.1.1, asn: 1, routes: [{prefix: 10.0.0.0/8, nextHop: 224.0.0.5}]} | f:1:68 | expected a host's address",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, nextHops: ['::']}]} | f:1:76 | expected a host's address",
                "{routerId: 1.1.1.1, asn: 1, stateFile: /tmp} | f:1:40 | it is a folder",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, errorWait: 0}]} | f:1:76 | must be above 0",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, errorWait: {first: 9s, most: 1s}}]} | f:1:76 | at most the longest, 1 s",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, flapDamping: {fre: 9}}]} | f:1:79 | did you mean 'free'",
                "{routerId: 1.1.1.1, asn: 1, bmp: [{address: 10.9.0.2}]} | f:1:35 | needs 'port'",
                "{routerId: 1.1.1.1, asn: 1, bmp: [{address: 10.9.0.2, port: 5000, monitor: [loc-rb]}]} | f:1:77 | adj-rib-out or loc-rib or post-policy or pre-policy",
                "{routerId: 1.1.1.1, asn: 1, bmp: [{address: 10.9.0.2, port: 5000, monitor: []}]} | f:1:76 | seen none",
                "{routerId: 1.1.1.1, asn: 1, bmp: [{address: 10.9.0.2, port: 5000, retry: 0}]} | f:1:74 | a time between attempts",
                "{routerId: 1.1.1.1, asn: 1, bmp: [{address: 10.9.0.2, port: 5000}, {address: 10.9.0.2, port: 5000}]} | f:1:34 | two collectors of BMP are at 10.9.0.2:5000",
                "{routerId: 1.1.1.1, asn: many} | f:1:26 | expected an AS number (1 to 4294967295): 'many'",
                "{routerId: 0.0.0.0, asn: 1} | f:1:12 | expected a router ID",
                "{routerId: 1.1.1.1, asn: 1, asn: 2} | f:1:29 | 'asn' stands twice",
                "{routerId: 1.1.1.1, asn: 1, peers: 3} | f:1:36 | expected a list of peers, seen '3'",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2}]} | f:1:37 | a peer needs 'asn'",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.256, asn: 2}]} | f:1:47 | expected an IP address",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, pasive: true}]} | f:1:65 | did you mean 'passive'?",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, passive: yes}]} | f:1:74 | expected true or false: 'yes' is neither",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, holdTime: 2s}]} | f:1:37 | hold time 2 s is not 0 or 3..65535",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, import: al}]} | f:1:73 | expected all, none, rules, or the name of a filter; there is no filter 'al'",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, group: g}]} | f:1:72 | there is no peer group 'g'; write it under 'groups'",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2}, {address: 10.9.0.2, asn: 3}]} | f:1:66 | another peer, in line 1, has the name",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 10.9.0.2, asn: 2, reflectorClient: true}]} | f:1:1 | a client of route reflection is in our own AS",
                "{routerId: 1.1.1.1, asn: 1, peers: [{address: 'fe80::1', asn: 2}]} | f:1:37 | say on which interface",
                "{routerId: 1.1.1.1, asn: 1, listen: {port: 70000}} | f:1:44 | expected a number from 1 to 65535",
                "{routerId: 1.1.1.1, asn: 1, routes: [10.0.0.1/8]} | f:1:38 | host bits set",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{if: {asPath: 'x'}, action: accept}]}} | f:1:57 | is not an AS number, a range",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{action: permit}]}} | f:1:52 | expected accept or continue or reject: 'permit'",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{if: {prefixLists: x}, action: accept}]}} | f:1:62 | there is no prefix list 'x'",
                "{routerId: 1.1.1.1, asn: 1, filters: {f: [{if: {communities: 1:x}, action: accept}]}} | f:1:62 | is not a community",
                "{routerId: 1.1.1.1, asn: 1, kernel: {export: {protocol: 4}}} | f:1:57 | expected a number from 5 to 255",
                "[1, 2] | f:1:1 | expected a mapping",
                "{routerId: 1.1.1.1 | f:1 | not YAML",
                "` ` | f | the file is empty",
                "a: &x 1 | f:1:1 | needs 'routerId'",
                "{routerId: &x 1.1.1.1, asn: *x} | f:1:29 | the alias *x can't be used here",
            })
    void aFaultIsToldWithItsPlaceAndTheCure(String text, String place, String says) {
        ConfigException refused = assertThrows(ConfigException.class, () -> parse(text));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(place + ":"), message);
        assertTrue(message.contains(says), message);
    }

    @Test
    void aFamilyWithoutANextHopIsWarnedOf() {
        List<String> over4 = warnings("address: 10.9.0.2, families: [ipv4, ipv6]");
        assertTrue(over4.getFirst().contains("write nextHops: [our IPv6 address"), "" + over4);
        List<String> over6 = warnings("address: 'fd00::2', families: [ipv4, ipv6]");
        assertTrue(over6.getFirst().contains("RFC 8950"), "" + over6);
        assertEquals(
                List.of(),
                warnings("address: 10.9.0.2, families: [ipv4, ipv6], nextHops: ['fd00::1']"));
        assertEquals(List.of(), warnings("interface: eth0"));
        assertEquals(List.of(), warnings("address: 10.9.0.2"));
        assertEquals(List.of(), warnings("address: 'fd00::2'"));
    }

    private static List<String> warnings(String peer) {
        return parse(
                        "{routerId: 1.1.1.1, asn: 1, peers: [{asn: 2, import: all, export: all, "
                                + peer
                                + "}]}")
                .warnings();
    }

    @Test
    void whatIsSaidOfARuleIsNoPartOfIt() {
        String one = "{routerId: 1.1.1.1, asn: 1, filters: {f: [{action: accept}]}, ";
        String peer = "peers: [{address: 10.9.0.2, asn: 2, import: f}]}";
        assertEquals(parse(one + peer).speaker(), parse("# a remark\n" + one + peer).speaker());
    }

    @Test
    void aFaultInALaterLineIsToldWithThatLine() {
        ConfigException refused =
                assertThrows(
                        ConfigException.class,
                        () ->
                                parse(
                                        """
                                        routerId: 1.1.1.1
                                        asn: 65000
                                        peers:
                                        - address: 10.9.0.2
                                          asn: 65001
                                          improt: all
                                        """));
        assertEquals(6, refused.place().line());
        assertEquals(3, refused.place().column());
        assertTrue(
                String.valueOf(refused.getMessage()).contains("did you mean 'import'?"),
                refused.getMessage());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        ConfigException refused =
                assertThrows(
                        ConfigException.class, () -> ConfigReader.read(Path.of("/no/such.yaml")));
        assertEquals("/no/such.yaml: there is no such file", refused.getMessage());
    }

    private static RouteFilter filter(String text) {
        return parse(
                        "routerId: 1.1.1.1\nasn: 1\npeers: [{address: 10.9.0.2, asn: 2, import: f}]\n"
                                + text)
                .speaker()
                .peers()
                .getFirst()
                .importFilter();
    }

    static DaemonConfig parse(String text) {
        return ConfigReader.parse("f", text);
    }

    @Test
    void aPeerMayBeKnownByItsInterfaceOnly() {
        var peer =
                parse("{routerId: 1.1.1.1, asn: 1, peers: [{interface: eth0, asn: 2}]}")
                        .speaker()
                        .peers()
                        .getFirst();
        assertEquals("eth0", peer.name());
        assertEquals("eth0", peer.endpoint().label());
        assertEquals(2, peer.families().spoken().size());
    }
}
