package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.BirdLink.BIRDS;
import static io.gingham.bgp.interop.BirdLink.OURS;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passwords (RFC 2385) and TTL security (RFC 5082) with the distribution's BIRD, whoever connects.
@Timeout(120)
class BirdSecurityTest {

    private static final String NEIGHBOUR =
            "local " + BIRDS + " as 64513; neighbor " + OURS + " as 64512;";

    @TempDir Path folder;
    private BirdLink bird;

    @BeforeAll
    static void needsBird() {
        PeerKind.BIRD.needed();
    }

    @BeforeEach
    void connect() {
        bird = new BirdLink(folder);
    }

    @AfterEach
    void disconnect() {
        bird.close();
    }

    private static SpeakerConfig config(PeerSecurity security, boolean passive) {
        PeerConfig peer =
                TestSpeaker.peer(OURS, BIRDS, 179, 64513)
                        .withPassive(passive)
                        .withSecurity(security);
        return BirdInteropTest.config(64512, 64513).withPeers(List.of(peer));
    }

    private static String passive(boolean birdIs) {
        return birdIs ? " passive on;" : "";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionWithAPassword(boolean weWait) {
        bird.start(NEIGHBOUR + " password \"swordfish\";" + passive(!weWait));
        PeerSecurity security = PeerSecurity.NONE.withPassword("swordfish");
        try (TestSpeaker ours = new TestSpeaker(config(security, weWait))) {
            ours.awaitEstablished();
            ours.awaitRoute("192.0.2.0/24");
        }
    }

    /// The peer comes up as soon as the password is right, so before that it was the password.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongPasswordIsNoSession(boolean weWait) {
        bird.start(NEIGHBOUR + " password \"swordfish\";" + passive(!weWait));
        long before = bird.tcpCounter("TCPMD5Failure");
        PeerSecurity wrong = PeerSecurity.NONE.withPassword("goldfish");
        try (TestSpeaker ours = new TestSpeaker(config(wrong, weWait))) {
            Await.until(
                    "segments with a wrong signature are dropped",
                    TestSpeaker.LIMIT,
                    () -> bird.tcpCounter("TCPMD5Failure") > before);
            assertFalse(ours.peer("to-" + BIRDS).established());
            ours.bgp.reconfigure(config(PeerSecurity.NONE.withPassword("swordfish"), weWait));
            ours.awaitEstablished();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSessionWithTtlSecurity(boolean weWait) {
        bird.start(NEIGHBOUR + " ttl security on;" + passive(!weWait));
        PeerSecurity security = PeerSecurity.NONE.withHops(1);
        try (TestSpeaker ours = new TestSpeaker(config(security, weWait))) {
            ours.awaitEstablished();
            ours.awaitRoute("192.0.2.0/24");
        }
    }

    /// BIRD sends to a neighbour with a TTL of 1: for us it could be from anywhere.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLowTtlIsNoSession(boolean weWait) {
        bird.start(NEIGHBOUR + passive(!weWait));
        long before = bird.tcpCounter("TCPMinTTLDrop");
        PeerSecurity strict = PeerSecurity.NONE.withHops(1);
        try (TestSpeaker ours = new TestSpeaker(config(strict, weWait))) {
            Await.until(
                    "segments from afar are dropped",
                    TestSpeaker.LIMIT,
                    () -> bird.tcpCounter("TCPMinTTLDrop") > before);
            assertFalse(ours.peer("to-" + BIRDS).established());
            ours.bgp.reconfigure(config(PeerSecurity.NONE, weWait));
            ours.awaitEstablished();
        }
    }
}
