package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.BLOCK_V6;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// RFC 2918 with the markers of RFC 7313. GoBGP knows no markers and asks for nothing; it is in
/// [UnicastInteropTest].
@Timeout(120)
@ParameterizedClass
@EnumSource(names = {"BIRD", "FRR"})
class RefreshInteropTest {

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    RefreshInteropTest(PeerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() {
        kind.needed();
        network = new PeerNetwork(folder);
        peer = network.peer(kind, FIRST);
        peer.start(PeerScript.external());
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private TestSpeaker session() {
        TestSpeaker ours = new TestSpeaker(OurSide.external());
        ours.originate(BLOCK, BLOCK_V6);
        OurSide.awaitSession(ours, peer);
        awaitPath(peer, BLOCK);
        awaitPath(peer, BLOCK_V6);
        ours.awaitRoute(PeerScript.SECOND_ROUTE);
        ours.awaitRoute(PeerScript.SECOND_ROUTE_V6);
        return ours;
    }

    /// A request and two markers of each family.
    @Test
    void theirRequestIsAnsweredBetweenMarkers() {
        try (TestSpeaker ours = session()) {
            long sent = ours.peer(TO_FIRST).messagesOut().updates();
            peer.refresh();
            await(
                    "both families are told again",
                    () -> ours.peer(TO_FIRST).messagesOut().updates() >= sent + 2);
            await(
                    "markers of both families",
                    () -> ours.peer(TO_FIRST).messagesOut().routeRefreshes() == 4);
            assertEquals(2, ours.peer(TO_FIRST).messagesIn().routeRefreshes());
            awaitPath(peer, BLOCK);
            awaitPath(peer, BLOCK_V6);
            assertTrue(peer.established());
            assertEquals(0, ours.peer(TO_FIRST).flaps());
        }
    }

    @Test
    void theirAnswerStandsBetweenMarkers() {
        try (TestSpeaker ours = session()) {
            long heard = ours.peer(TO_FIRST).messagesIn().updates();
            ours.bgp.refresh(TO_FIRST);
            await(
                    "markers of both families",
                    () -> ours.peer(TO_FIRST).messagesIn().routeRefreshes() == 4);
            assertEquals(2, ours.peer(TO_FIRST).messagesOut().routeRefreshes());
            assertTrue(ours.peer(TO_FIRST).messagesIn().updates() >= heard + 2);
            assertEquals(4, ours.kernel.size(), "nothing was swept");
            assertEquals(0, ours.peer(TO_FIRST).flaps());
        }
    }
}
