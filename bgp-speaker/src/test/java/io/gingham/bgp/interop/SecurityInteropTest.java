package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.PeerFeature.PASSIVE;
import static io.gingham.bgp.interop.PeerFeature.PASSWORD;
import static io.gingham.bgp.interop.PeerFeature.TTL_SECURITY;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Passwords (RFC 2385) and TTL security (RFC 5082), whoever connects. With BIRD:
/// [BirdSecurityTest].
@Timeout(120)
@ParameterizedClass
@EnumSource(names = {"FRR", "GOBGP"})
class SecurityInteropTest {

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    SecurityInteropTest(PeerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() {
        kind.needed();
        network = new PeerNetwork(folder);
        peer = network.peer(kind, FIRST);
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static SpeakerConfig ours(PeerSecurity security, boolean passive) {
        return OurSide.external(peer -> peer.withSecurity(security).withPassive(passive));
    }

    private void start(boolean passive, PeerFeature... features) {
        List<PeerFeature> all = new ArrayList<>(List.of(features));
        if (passive) {
            all.add(PASSIVE);
        }
        peer.start(PeerScript.external(all.toArray(PeerFeature[]::new)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionWithAPassword(boolean weWait) {
        start(!weWait, PASSWORD);
        PeerSecurity right = PeerSecurity.NONE.withPassword(PeerScript.PASSWORD);
        try (TestSpeaker ours = new TestSpeaker(ours(right, weWait))) {
            OurSide.awaitSession(ours, peer);
            ours.awaitRoute(PeerScript.ROUTE);
        }
    }

    /// The peer comes up as soon as the password is right, so before that it was the password.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongPasswordIsNoSession(boolean weWait) {
        start(!weWait, PASSWORD);
        long before = network.tcpCounter("TCPMD5Failure");
        PeerSecurity wrong = PeerSecurity.NONE.withPassword("goldfish");
        try (TestSpeaker ours = new TestSpeaker(ours(wrong, weWait))) {
            await(
                    "segments with a wrong signature are dropped",
                    () -> network.tcpCounter("TCPMD5Failure") > before);
            assertFalse(ours.peer(TO_FIRST).established());
            ours.bgp.reconfigure(ours(PeerSecurity.NONE.withPassword(PeerScript.PASSWORD), weWait));
            OurSide.awaitSession(ours, peer);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionWithTtlSecurity(boolean weWait) {
        start(!weWait, TTL_SECURITY);
        try (TestSpeaker ours = new TestSpeaker(ours(PeerSecurity.NONE.withHops(1), weWait))) {
            OurSide.awaitSession(ours, peer);
            ours.awaitRoute(PeerScript.ROUTE);
        }
    }

    /// An external neighbour sends with a TTL of 1: for us it could be from anywhere.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLowTtlIsNoSession(boolean weWait) {
        start(!weWait);
        long before = network.tcpCounter("TCPMinTTLDrop");
        try (TestSpeaker ours = new TestSpeaker(ours(PeerSecurity.NONE.withHops(1), weWait))) {
            await(
                    "segments from afar are dropped",
                    () -> network.tcpCounter("TCPMinTTLDrop") > before);
            assertFalse(ours.peer(TO_FIRST).established());
            ours.bgp.reconfigure(ours(PeerSecurity.NONE, weWait));
            OurSide.awaitSession(ours, peer);
        }
    }
}
