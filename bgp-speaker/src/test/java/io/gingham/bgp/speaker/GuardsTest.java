package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What keeps a peer's mistake from being ours.
class GuardsTest {

    private static final String A = "127.0.3.1";
    private static final String B = "127.0.3.2";
    private static final int PORT = 1790;

    private static PeerConfig peer(String own, String other, long asn) {
        return TestSpeaker.peer(own, other, PORT, asn);
    }

    @Test
    void tooManyPrefixesEndTheSessionForAWhile() {
        PeerConfig limited =
                peer(A, B, 64513).withPrefixLimit(PrefixLimit.of(3, Duration.ofMillis(500)));
        try (TestSpeaker a = new TestSpeaker(TestSpeaker.config(A, PORT, 64512, limited));
                TestSpeaker b =
                        new TestSpeaker(TestSpeaker.config(B, PORT, 64513, peer(B, A, 64512)))) {
            b.originate("10.1.0.0/26", "10.1.0.64/26", "10.1.0.128/26");
            a.awaitRoute("10.1.0.128/26");
            assertTrue(a.peer("to-" + B).established());
            b.originate("10.1.0.0/26", "10.1.0.64/26", "10.1.0.128/26", "10.1.0.192/26");
            a.awaitNoRoute("10.1.0.0/26");
            Await.until(
                    "b knows why",
                    TestSpeaker.LIMIT,
                    () -> b.peer("to-" + A).lastError().contains("(6/1)"));
            b.originate("10.1.0.0/26");
            a.awaitRoute("10.1.0.0/26");
        }
    }

    @Test
    void anExternalPeerWithoutAPolicyNeitherGivesNorGets() {
        PeerConfig open = peer(A, B, 64513);
        PeerConfig unsaid = open.withFilters(RouteFilter.NO_POLICY, RouteFilter.NO_POLICY);
        SpeakerConfig strict =
                TestSpeaker.config(A, PORT, 64512, unsaid).withDenyWithoutPolicy(true);
        try (TestSpeaker a = new TestSpeaker(strict);
                TestSpeaker b =
                        new TestSpeaker(TestSpeaker.config(B, PORT, 64513, peer(B, A, 64512)))) {
            a.originate("10.1.0.0/26");
            b.originate("10.2.0.0/26");
            Await.until(
                    "a has received, and not believed",
                    TestSpeaker.LIMIT,
                    () -> a.peer("to-" + B).received() == 1);
            assertTrue(a.bgp.routes().stream().noneMatch(r -> r.from().equals("to-" + B)));
            assertEquals(0, a.peer("to-" + B).advertised());
            a.bgp.reconfigure(strict.withPeers(List.of(open)));
            a.awaitRoute("10.2.0.0/26");
            b.awaitRoute("10.1.0.0/26");
        }
    }

    @Test
    void aPolicyThatNobodyWantsAcceptsAll() {
        IpPrefix prefix = IpPrefix.parse("10.1.0.0/26");
        var attributes = PathAttributes.EMPTY;
        assertEquals(
                Optional.of(attributes),
                RouteFilter.NO_POLICY.apply(prefix, RouteOrigin.LOCAL, attributes));
    }

    @Test
    void impossibleValuesAreRefused() {
        PeerSecurity none = PeerSecurity.NONE;
        assertThrows(IllegalArgumentException.class, () -> none.withHops(0));
        assertThrows(IllegalArgumentException.class, () -> none.withHops(255));
        assertThrows(IllegalArgumentException.class, () -> none.withPassword(""));
        assertThrows(IllegalArgumentException.class, () -> none.withPassword("x".repeat(81)));
        assertThrows(
                IllegalArgumentException.class, () -> PrefixLimit.of(0, Duration.ofMinutes(1)));
        assertThrows(
                IllegalArgumentException.class, () -> new PrefixLimit(1, 101, Optional.empty()));
    }

    @Test
    void aPasswordIsNeverShown() {
        PeerSecurity security = PeerSecurity.NONE.withPassword("swordfish");
        assertEquals(OptionalInt.empty(), security.hops());
        assertTrue(!peer(A, B, 1).withSecurity(security).toString().contains("swordfish"));
    }
}
