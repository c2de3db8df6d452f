package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.OurSide.awaitPaths;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerFeature.REFLECTOR;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OTHERS;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static io.gingham.bgp.interop.PeerNetwork.SECOND;
import static io.gingham.bgp.interop.PeerScript.OUR_AS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Route reflection (RFC 4456), on either side of it.
@Timeout(120)
@ParameterizedClass
@EnumSource
class ReflectionInteropTest {

    private static final String CLUSTER = "10.0.0.77";

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;

    ReflectionInteropTest(PeerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void connect() {
        kind.needed();
        network = new PeerNetwork(folder);
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private static PeerConfig client(PeerNetwork.Place place) {
        PeerConfig peer = OurSide.peer(place, OUR_AS);
        return peer.withRelation(peer.relation().withReflectorClient(true));
    }

    private static void assertReflected(SeenPath seen, PeerNetwork.Place origin) {
        assertEquals(origin.address(), seen.originatorId());
        assertEquals(CLUSTER, seen.clusterList());
        assertEquals("", seen.asPath());
        assertEquals(100, seen.localPref());
    }

    @Test
    void twoClientsHearEachOtherThroughUs() {
        PeerDaemon first = network.peer(kind, FIRST);
        PeerDaemon second = network.peer(kind, SECOND);
        first.start(PeerScript.internal().withRoutes("192.0.2.0/24", "2001:db8:100::/48"));
        second.start(PeerScript.internal().withRoutes("198.51.100.0/24"));
        try (TestSpeaker ours =
                new TestSpeaker(
                        OurSide.config(client(FIRST), client(SECOND))
                                .withClusterId(RouterId.parse(CLUSTER)))) {
            ours.originate(BLOCK);
            ours.awaitEstablished();

            SeenPath seen = awaitPath(second, "192.0.2.0/24");
            assertReflected(seen, FIRST);
            assertEquals(FIRST.address(), seen.nextHop());
            SeenPath six = awaitPath(second, "2001:db8:100::/48");
            assertReflected(six, FIRST);
            assertEquals(FIRST.address6(), six.nextHop());
            assertReflected(awaitPath(first, "198.51.100.0/24"), SECOND);
            // What is ours has been reflected by nobody.
            assertEquals("", awaitPath(first, BLOCK).clusterList());
            assertEquals(OURS.address(), awaitPath(second, BLOCK).nextHop());

            first.kill();
            first.start(PeerScript.internal().withRoutes("2001:db8:100::/48"));
            awaitPaths(second, "192.0.2.0/24", 0);
            awaitPath(second, "2001:db8:100::/48");
        }
    }

    /// Both of ours are on this machine: without being named as a peer, though one that never
    /// comes, the other one's address would be an own one, and no next hop.
    private static SpeakerConfig beside(
            SpeakerConfig config, PeerNetwork.Place own, PeerNetwork.Place other) {
        List<PeerConfig> peers = new ArrayList<>(config.peers());
        peers.add(TestSpeaker.peer(own.address(), other.address(), 179, OUR_AS).withPassive(true));
        return config.withPeers(peers);
    }

    @Test
    void weAreAClientOfTheirs() {
        PeerDaemon reflector = network.peer(kind, FIRST);
        reflector.start(PeerScript.internal(REFLECTOR, OTHER_PEER));
        try (TestSpeaker other =
                        new TestSpeaker(beside(OurSide.other(OUR_AS, OUR_AS), OTHERS, OURS));
                TestSpeaker ours =
                        new TestSpeaker(
                                beside(
                                        OurSide.config(OurSide.peer(FIRST, OUR_AS)),
                                        OURS,
                                        OTHERS))) {
            other.originate("10.3.0.0/24");
            ours.originate(BLOCK);
            ours.awaitRoute("10.3.0.0/24");
            other.awaitRoute(BLOCK);

            PathAttributes seen =
                    Objects.requireNonNull(ours.kernel.get(IpPrefix.parse("10.3.0.0/24")))
                            .attributes();
            assertEquals(
                    IpAddress.parse(OTHERS.address()),
                    seen.find(PathAttribute.OriginatorId.class).orElseThrow().value());
            assertEquals(
                    List.of(IpAddress.parse(FIRST.address())),
                    seen.find(PathAttribute.ClusterList.class).orElseThrow().values());
            assertEquals(IpAddress.parse(OTHERS.address()), seen.nextHop().orElseThrow());

            other.originate();
            ours.awaitNoRoute("10.3.0.0/24");
        }
    }
}
