package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConfigTest {

    private static final AsNumber OURS = new AsNumber(64512);
    private static final AsNumber THEIRS = new AsNumber(64513);
    private static final PeerConfig PEER =
            PeerConfig.of("tor-1", IpAddress.parse("10.0.0.1"), THEIRS);

    private static void refused(String why, Executable what) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, what);
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    private static SpeakerConfig speaker(PeerConfig... peers) {
        return SpeakerConfig.of(OURS, RouterId.parse("10.0.0.9"), List.of(peers));
    }

    @Test
    void aCopyDiffersInWhatWasChangedOnly() {
        PeerConfig changed = PEER.withPort(1790).withAddPath(new PeerAddPath(true, 4));
        assertEquals(1790, changed.endpoint().port());
        assertEquals(PEER, changed.withPort(179).withAddPath(PeerAddPath.OFF));
        SpeakerConfig config = speaker(PEER);
        assertEquals(config, config.withRestarting(true).withRestarting(false));
        assertEquals(config.routerId(), config.clusterId());
    }

    @Test
    void whatOpenAgreedUponNeedsANewSessionAndNothingElseDoes() {
        assertTrue(to(PEER.withFilters(RouteFilter.REJECT_ALL, RouteFilter.NO_POLICY)).isNothing());
        PeerRelation self = PeerRelation.PLAIN.withNextHopMode(NextHopMode.SELF);
        assertEquals(List.of("nextHop"), to(PEER.withRelation(self)).now());
        assertEquals(List.of("passive"), to(PEER.withPassive(true)).later());
        PeerChange families = to(PEER.withFamilies(PeerFamilies.both()));
        assertEquals(List.of("families"), families.anew());
        assertEquals(
                List.of("addPath"),
                PeerChange.between(
                                PEER.withAddPath(new PeerAddPath(true, 4)),
                                PEER.withAddPath(new PeerAddPath(true, 8)))
                        .now());
    }

    private static PeerChange to(PeerConfig next) {
        return PeerChange.between(PEER, next);
    }

    @Test
    void aLinkLocalPeerNeedsItsInterface() {
        IpAddress onLink = IpAddress.parse("fe80::1");
        refused("say on which interface", () -> PeerEndpoint.of(onLink));
        assertEquals("fe80::1%eth0", PeerEndpoint.onLink(onLink, "eth0").label());
        refused("no interface's name", () -> PeerEndpoint.onLink(onLink, "x".repeat(16)));
        IpAddress global = IpAddress.parse("10.0.0.1");
        refused("belongs to a link-local", () -> PeerEndpoint.onLink(global, "eth0"));
    }

    @Test
    void oneLinkLocalAddressMayBeOnTwoLinks() {
        IpAddress onLink = IpAddress.parse("fe80::1");
        PeerConfig left = PeerConfig.of("left", PeerEndpoint.onLink(onLink, "eth0"), THEIRS);
        PeerConfig right = PeerConfig.of("right", PeerEndpoint.onLink(onLink, "eth1"), THEIRS);
        assertEquals(2, speaker(left, right).peers().size());
        PeerConfig twin = PeerConfig.of("twin", PeerEndpoint.onLink(onLink, "eth0"), THEIRS);
        refused("fe80::1%eth0", () -> speaker(left, twin));
    }

    @Test
    void impossiblePlacesAreRefused() {
        PeerEndpoint endpoint = PEER.endpoint();
        refused("1..65535", () -> endpoint.withPort(0));
        refused("no host's address", () -> PeerEndpoint.of(IpAddress.parse("224.0.0.5")));
        refused("can't reach", () -> endpoint.withLocalAddress(IpAddress.parse("2001:db8::1")));
    }

    @Test
    void impossibleTimesAreRefused() {
        PeerTimers timers = PeerTimers.DEFAULT;
        refused("0 or 3..65535", () -> timers.withHoldTime(Duration.ofSeconds(2)));
        refused("above zero", () -> timers.withConnectRetry(Duration.ZERO));
        refused("RFC 9687", () -> timers.withSendHoldTime(Duration.ofSeconds(90)));
        assertEquals(
                Optional.of(Duration.ZERO), timers.withSendHoldTime(Duration.ZERO).sendHoldTime());
        refused("0..120", () -> timers.withDelayOpen(Duration.ofSeconds(121)));
    }

    @Test
    void aRelationMustFitTheAs() {
        PeerRelation plain = PeerRelation.PLAIN;
        PeerConfig internal = PeerConfig.of("node-2", IpAddress.parse("10.0.0.2"), OURS);
        PeerRelation provider = plain.withRole(RoleType.PROVIDER, false);
        refused("other ASes", () -> speaker(internal.withRelation(provider)));
        PeerRelation client = plain.withReflectorClient(true);
        refused("'tor-1': a client of route reflection", () -> speaker(PEER.withRelation(client)));
        PeerRelation served = plain.withRouteServerClient(true);
        refused("route server", () -> speaker(internal.withRelation(served)));
        refused(
                "no role is given",
                () ->
                        new PeerRelation(
                                Optional.empty(), true, false, false, NextHopMode.DEFAULT, 0));
    }

    @Test
    void impossibleRestartsAreRefused() {
        GracefulRestartConfig usual = GracefulRestartConfig.DEFAULT;
        refused("1..4095", () -> usual.withRestartTime(Duration.ZERO));
        refused("0..16777215", () -> usual.withLongLived(Duration.ofSeconds(16_777_216)));
        refused(
                "needs graceful restart",
                () -> GracefulRestartConfig.OFF.withLongLived(Duration.ofHours(1)));
        GracefulRestartConfig atOnce =
                usual.withLongLived(Duration.ofHours(1)).withRestartTime(Duration.ZERO);
        assertEquals(Duration.ZERO, atOnce.restartTime());
    }

    @Test
    void impossibleNumbersAreRefused() {
        refused("paths to send", () -> new PeerAddPath(false, -1));
        refused("multipath 0", () -> new DecisionConfig(false, 0, true));
        refused("AS 0", () -> PeerConfig.of("x", IpAddress.parse("10.0.0.1"), new AsNumber(0)));
    }

    @Test
    void anUnnumberedPeerGetsTheAddressThatWasFoundOnItsLink() {
        SpeakerConfig config =
                speaker(
                        PeerConfig.of("left", PeerEndpoint.unnumbered("eth0"), THEIRS),
                        PeerConfig.of("right", PeerEndpoint.unnumbered("eth1"), THEIRS));
        UnnumberedPeers peers = new UnnumberedPeers((_, _) -> () -> {}, (_, _) -> {});
        peers.watch(config);
        assertEquals(config, peers.resolve(config));
        IpAddress found = IpAddress.parse("fe80::1");
        assertEquals(true, peers.learn("eth0", found));
        assertEquals(false, peers.learn("eth0", found));
        assertEquals(false, peers.learn("eth7", found));
        assertEquals(
                List.of("fe80::1%eth0", "eth1"),
                peers.resolve(config).peers().stream().map(p -> p.endpoint().label()).toList());
    }

    @Test
    void aFoundAddressThatAnotherPeerHasIsNotUsedTwice() {
        SpeakerConfig config =
                speaker(
                        PeerConfig.of("sought", PeerEndpoint.unnumbered("eth0"), THEIRS),
                        PeerConfig.of(
                                "given",
                                PeerEndpoint.onLink(IpAddress.parse("fe80::1"), "eth0"),
                                THEIRS));
        UnnumberedPeers peers = new UnnumberedPeers((_, _) -> () -> {}, (_, _) -> {});
        peers.watch(config);
        peers.learn("eth0", IpAddress.parse("fe80::1"));
        assertEquals(config, peers.resolve(config));
    }
}
