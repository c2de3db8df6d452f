package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.LargeCommunity;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages of more than 4,096 octets (RFC 8654). GoBGP 3 does not announce them.
@Timeout(120)
@ParameterizedClass
@EnumSource(names = {"BIRD", "FRR"})
class ExtendedMessagesInteropTest {

    /// Of twelve octets each.
    private static final int COMMUNITIES = 500;

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    ExtendedMessagesInteropTest(PeerKind kind) {
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

    @Test
    void aRouteTooBigForAPlainMessageArrives() {
        List<LargeCommunity> many =
                IntStream.range(0, COMMUNITIES)
                        .mapToObj(number -> new LargeCommunity(64512, 1, number))
                        .toList();
        PathAttributes attributes =
                PathAttributes.of(
                        new PathAttribute.Origin(OriginType.IGP),
                        new PathAttribute.Path(AsPath.EMPTY),
                        new PathAttribute.LargeCommunities(many));
        peer.start(PeerScript.external(PeerFeature.EXTENDED_MESSAGES));
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.bgp.originate(Map.of(IpPrefix.parse(BLOCK), attributes));
            OurSide.awaitSession(ours, peer);
            // BIRD shows the first of them only.
            assertTrue(awaitPath(peer, BLOCK).communities().contains("64512:1:0"));
            assertEquals(0, ours.peer(TO_FIRST).flaps());
        }
    }
}
