package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.bgp.speaker.PeerAddPath;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The fields of a BGPPeer that are Gingham's own. What other makers' routers see of them:
/// [OwnFieldsBirdTest].
class OwnOptionsTest {

    private static final PeerConfig PEER =
            PeerConfig.of("tor", IpAddress.parse("192.0.2.2"), new AsNumber(65001));
    private static final PeerPolicy USUAL =
            PeerPolicy.ALL.withPrefixLimit(PeerFilters.EXTERNAL_LIMIT);

    private static PeerOptions options(String fields) {
        BGPPeerSpec spec = RoutingNode.read("{" + fields + "}", BGPPeerSpec.class);
        return PeerOptions.of(spec, fault -> {});
    }

    private static PeerConfig applied(String fields) {
        OwnOptions own = options(fields).own();
        return own.applied(PEER.withPolicy(own.applied(USUAL)), true);
    }

    @Test
    void withoutThemASessionIsAsCalicosIs() {
        assertEquals(PEER.withPolicy(USUAL), applied("peerIP: 192.0.2.2"));
    }

    @Test
    void theRoleIsTheNodesTowardsThePeer() {
        PeerConfig peer = applied("role: Customer, strictRole: true");
        assertEquals(Optional.of(RoleType.CUSTOMER), peer.relation().role());
        assertTrue(peer.relation().strictRole());
        assertEquals(
                Optional.of(RoleType.PROVIDER), options("role: Customer").own().reversed().role());
        assertEquals(
                Optional.of(RoleType.ROUTE_SERVER),
                options("role: RouteServerClient").own().reversed().role());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maximum: 500 | 500 | 75 | 300",
                "maximum: 500, warnPercent: 90, restartAfter: 2s | 500 | 90 | 2",
                "maximum: 1, restartAfter: '0' | 1 | 75 | 0",
            })
    void thePrefixLimitIsTaken(String fields, int most, int percent, long seconds) {
        Optional<PrefixLimit> limit =
                applied("prefixLimit: {" + fields + "}").policy().prefixLimit();
        Optional<Duration> back = Optional.of(Duration.ofSeconds(seconds));
        assertEquals(
                Optional.of(new PrefixLimit(most, percent, back.filter(Duration::isPositive))),
                limit);
    }

    @Test
    void aMaximumOfZeroIsNoLimit() {
        assertEquals(Optional.empty(), applied("prefixLimit: {maximum: 0}").policy().prefixLimit());
    }

    @Test
    void addPathAndTheSendHoldTimeAreTaken() {
        PeerConfig peer = applied("addPath: {receive: true, send: 4}, sendHoldTime: 10m");
        assertEquals(new PeerAddPath(true, 4), peer.addPath());
        assertEquals(Optional.of(Duration.ofMinutes(10)), peer.timers().sendHoldTime());
        assertEquals(
                Optional.of(Duration.ZERO), applied("sendHoldTime: '0'").timers().sendHoldTime());
    }

    @Test
    void bfdHasItsTimesAndWatchesDistantPeersIfItIsToldSo() {
        String mode = "failureDetectionMode: BFDIfDirectlyConnected";
        BfdConfig times = new BfdConfig(Duration.ofMillis(50), Duration.ofMillis(60), 5, false);
        String bfd =
                mode
                        + ", bfd: {minimumReceiveInterval: 50ms, minimumTransmitInterval: 60ms, multiplier: 5";
        OwnOptions near = options(bfd + "}").own();
        assertEquals(Optional.of(times), near.bfd(true));
        assertEquals(Optional.empty(), near.bfd(false));
        OwnOptions far = options(bfd + ", multihop: true}").own();
        assertEquals(Optional.of(times), far.bfd(true), "on the link it is one hop");
        assertEquals(Optional.of(times.withMultihop(true)), far.bfd(false));
        assertEquals(Optional.of(BfdConfig.DEFAULT), options(mode).own().bfd(true));
    }

    @Test
    void staleRoutesMayBeKeptAsLongAsIsWanted() {
        assertEquals(
                Duration.ofHours(2),
                options("restartMode: LongLivedGracefulRestart, longLivedStaleTime: 2h")
                        .gracefulRestart()
                        .longLived());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role: Boss | role 'Boss' is not one of Customer, Peer, Provider",
                "strictRole: true | strictRole needs a role",
                "prefixLimit: {warnPercent: 50} | prefixLimit needs maximum",
                "prefixLimit: {maximum: 9, warnPercent: 101} | prefixLimit: a warning at 101 percent",
                "prefixLimit: {maximum: 9, restartAfter: soon} | prefixLimit.restartAfter: 'soon'",
                "prefixLimit: {most: 9} | prefixLimit has no field most",
                "addPath: {send: 129} | addPath.send 129 is not in 0..128",
                "sendHoldTime: long | sendHoldTime: 'long' is not a duration",
                "longLivedStaleTime: 1h | longLivedStaleTime needs restartMode",
                "bfd: {multiplier: 3} | bfd needs failureDetectionMode",
                "failureDetectionMode: BFDIfDirectlyConnected, bfd: {multiplier: 256} | bfd: BFD: multiplier 256",
                "failureDetectionMode: BFDIfDirectlyConnected, bfd: {minimumReceiveInterval: 1ms} | bfd: BFD: the receive interval",
            })
    void whatCantBeIsSaidWithItsField(String fields, String words) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> options(fields));
        assertTrue(String.valueOf(e.getMessage()).startsWith(words), e.getMessage());
    }

    @Test
    void aRoleTowardsAnInternalPeerIsRefused() {
        OwnOptions own = options("role: Peer").own();
        assertThrows(IllegalArgumentException.class, () -> own.applied(PEER, false));
    }

    @Test
    void whereAPolicyIsRequiredOnlyWhatFiltersSpeakOfGoes() {
        List<String> problems = new ArrayList<>();
        BGPFilterSpec filter =
                RoutingNode.read("{importV4: [{action: Accept}]}", BGPFilterSpec.class);
        PeerPolicy policy = RequiredPolicy.applied(USUAL, List.of(filter), "BGPPeer tor", problems);
        assertTrue(accepts(policy, true, "198.51.100.0/24"));
        assertEquals(false, accepts(policy, true, "2001:db8::/32"), "no rule for IPv6");
        assertEquals(false, accepts(policy, false, "198.51.100.0/24"), "no rule for export");
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().contains("no BGPFilter with export rules"));
        assertEquals(USUAL.prefixLimit(), policy.prefixLimit());
    }

    private static boolean accepts(PeerPolicy policy, boolean imported, String prefix) {
        return (imported ? policy.importFilter() : policy.exportFilter())
                .apply(
                        IpPrefix.parse(prefix),
                        new RouteOrigin.Peer("tor", true),
                        PathAttributes.EMPTY)
                .isPresent();
    }
}
