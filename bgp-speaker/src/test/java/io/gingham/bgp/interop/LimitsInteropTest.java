package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.OurSide.awaitPaths;
import static io.gingham.bgp.interop.PeerFeature.PREFIX_LIMIT;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Sessions that end on purpose: too many prefixes (RFC 4486), and operators with a reason (RFC
/// 9003).
@Timeout(120)
@ParameterizedClass
@EnumSource
class LimitsInteropTest {

    private static final String REASON = "rack-7-maintenance";

    private static final Duration BETWEEN_RESETS = Duration.ofSeconds(8);

    private static final String[] TOO_MANY = {
        "10.1.0.0/26", "10.2.0.0/26", "10.3.0.0/26", "10.4.0.0/26", "10.5.0.0/26", "10.6.0.0/26"
    };

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    LimitsInteropTest(PeerKind kind) {
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

    private static SpeakerConfig limited(int most) {
        return OurSide.external(
                each -> each.withPrefixLimit(PrefixLimit.of(most, Duration.ofSeconds(2))));
    }

    /// Whatever the spelling, what the peer shows or has logged.
    private String peerSays() {
        return (peer.session() + peer.log()).toLowerCase(Locale.ROOT);
    }

    @Test
    void tooManyOfTheirPrefixesEndTheSessionForAWhile() {
        peer.start(PeerScript.external());
        try (TestSpeaker ours = new TestSpeaker(limited(3))) {
            await("the session ends", () -> ours.peer(TO_FIRST).flaps() >= 1);
            assertTrue(
                    ours.peer(TO_FIRST).lastError().contains("Maximum Number of Prefixes"),
                    ours.peer(TO_FIRST).lastError());
            await("the peer says why", () -> peerSays().contains("prefixes"));
            // It comes back after two seconds, and errs again, as it still has four.
            await("a second session", () -> ours.peer(TO_FIRST).flaps() >= 2);
            ours.bgp.reconfigure(limited(4));
            OurSide.awaitSession(ours, peer);
            await("all their routes", () -> ours.kernel.size() == 4);
        }
    }

    @Test
    void tooManyOfOurPrefixesAreToldAsTheReason() {
        peer.start(PeerScript.external(PREFIX_LIMIT));
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);
            awaitPath(peer, BLOCK);
            // FRR 8 looks at the number before it takes one more.
            ours.originate(TOO_MANY);
            await("the session ends", () -> ours.peer(TO_FIRST).flaps() >= 1);
            String why = ours.peer(TO_FIRST).lastError();
            assertTrue(why.contains("(6/1)"), why);

            ours.originate(BLOCK);
            // Its operator looks now and then; each word of his would break off what has begun.
            AtomicLong last = new AtomicLong(System.nanoTime() - BETWEEN_RESETS.toNanos());
            await(
                    "the session is back",
                    () -> {
                        boolean back = ours.peer(TO_FIRST).established() && peer.established();
                        boolean patient = System.nanoTime() - last.get() < BETWEEN_RESETS.toNanos();
                        if (!back && !patient) {
                            last.set(System.nanoTime());
                            peer.reset();
                        }
                        return back;
                    });
            awaitPath(peer, BLOCK);
        }
    }

    @Test
    void ourReasonOfAShutdownIsShown() {
        peer.start(PeerScript.external());
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);
            awaitPath(peer, BLOCK);
            ours.bgp.shutdown(REASON);
            await("the peer shows the reason", () -> peerSays().contains(REASON));
            awaitPaths(peer, BLOCK, 0);
        }
    }

    @Test
    void theirReasonOfAShutdownIsShown() {
        peer.start(PeerScript.external());
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            OurSide.awaitSession(ours, peer);
            await("all their routes", () -> ours.kernel.size() == 4);
            peer.shutdown(REASON);
            await("we show the reason", () -> ours.peer(TO_FIRST).lastError().contains(REASON));
            await("their routes are gone", ours.kernel::isEmpty);
        }
    }
}
