package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.BLOCK;
import static io.gingham.bgp.interop.OurSide.BLOCK_V6;
import static io.gingham.bgp.interop.OurSide.TO_FIRST;
import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.OurSide.awaitPaths;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Routes of both families and their communities, both ways, with each of the distribution's
/// speakers.
@Timeout(120)
@ParameterizedClass
@EnumSource
class UnicastInteropTest {

    private static final Set<String> OUR_COMMUNITIES = Set.of("64512:1", "rt:64512:2", "64512:3:4");

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    UnicastInteropTest(PeerKind kind) {
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

    private static BestPath best(TestSpeaker speaker, String prefix) {
        speaker.awaitRoute(prefix);
        return Objects.requireNonNull(speaker.kernel.get(IpPrefix.parse(prefix)));
    }

    @Test
    void bothFamiliesGoOverASessionOfIpv4() {
        peer.start(PeerScript.external());
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.originate(BLOCK, BLOCK_V6);
            OurSide.awaitSession(ours, peer);

            assertEquals("64512", awaitPath(peer, BLOCK).asPath());
            assertEquals(OURS.address(), awaitPath(peer, BLOCK).nextHop());
            assertEquals("64512", awaitPath(peer, BLOCK_V6).asPath());
            assertEquals(OURS.address6(), awaitPath(peer, BLOCK_V6).nextHop());
            assertEquals(FIRST.address(), best(ours, PeerScript.ROUTE).nextHop().toString());
            BestPath six = best(ours, PeerScript.ROUTE_V6);
            assertEquals(FIRST.address6(), six.nextHop().toString());
            assertEquals("64513", six.attributes().asPath().toString());

            ours.originate(BLOCK);
            awaitPaths(peer, BLOCK_V6, 0);
            awaitPath(peer, BLOCK);
        }
    }

    @Test
    void ipv4GoesOverIpv6NextHops() {
        peer.start(PeerScript.external(PeerFeature.OVER_IPV6));
        try (TestSpeaker ours = new TestSpeaker(OurSide.overIpv6())) {
            ours.originate(BLOCK, BLOCK_V6);
            OurSide.awaitSession(ours, peer);

            assertEquals(OURS.address6(), awaitPath(peer, BLOCK).nextHop());
            assertEquals(OURS.address6(), awaitPath(peer, BLOCK_V6).nextHop());
            assertEquals(FIRST.address6(), best(ours, PeerScript.ROUTE).nextHop().toString());
            assertEquals(FIRST.address6(), best(ours, PeerScript.ROUTE_V6).nextHop().toString());
        }
    }

    @Test
    void anInternalSessionHasPreferencesAndNoPath() {
        peer.start(PeerScript.internal());
        try (TestSpeaker ours =
                new TestSpeaker(OurSide.config(OurSide.peer(FIRST, PeerScript.OUR_AS)))) {
            ours.originate(BLOCK);
            OurSide.awaitSession(ours, peer);

            SeenPath seen = awaitPath(peer, BLOCK);
            assertEquals("", seen.asPath());
            assertEquals(100, seen.localPref());
            assertEquals(OURS.address(), seen.nextHop());
            assertEquals("", best(ours, PeerScript.ROUTE).attributes().asPath().toString());
            assertEquals(100, best(ours, PeerScript.ROUTE).attributes().localPref());
        }
    }

    /// Extended ones are read and written as they are: 0x0002 is a route target of a 2-octet AS.
    private static PathAttributes coloured() {
        return PathAttributes.of(
                new PathAttribute.Origin(OriginType.IGP),
                new PathAttribute.Path(AsPath.EMPTY),
                new PathAttribute.Communities(List.of(Community.of(64512, 1))),
                new PathAttribute.ExtendedCommunities(
                        List.of(new ExtendedCommunity(0x0002L << 48 | 64512L << 32 | 2))),
                new PathAttribute.LargeCommunities(List.of(new LargeCommunity(64512, 3, 4))));
    }

    @Test
    void communitiesOfAllKindsGoBothWays() {
        peer.start(PeerScript.external(PeerFeature.COMMUNITIES));
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            ours.bgp.originate(
                    Map.of(
                            IpPrefix.parse(BLOCK), coloured(),
                            IpPrefix.parse(BLOCK_V6), coloured()));
            OurSide.awaitSession(ours, peer);

            assertEquals(OUR_COMMUNITIES, awaitPath(peer, BLOCK).communities());
            assertEquals(OUR_COMMUNITIES, awaitPath(peer, BLOCK_V6).communities());
            for (String route : List.of(PeerScript.ROUTE, PeerScript.ROUTE_V6)) {
                PathAttributes theirs = best(ours, route).attributes();
                assertEquals(List.of(Community.of(64513, 1)), theirs.communities());
                assertEquals(
                        List.of(new ExtendedCommunity(0x0002L << 48 | 64513L << 32 | 2)),
                        theirs.find(PathAttribute.ExtendedCommunities.class)
                                .orElseThrow()
                                .values());
                assertEquals(
                        List.of(new LargeCommunity(64513, 3, 4)),
                        theirs.find(PathAttribute.LargeCommunities.class).orElseThrow().values());
            }
        }
    }

    @Test
    void weAskForEverythingAgain() {
        peer.start(PeerScript.external());
        try (TestSpeaker ours = new TestSpeaker(OurSide.external())) {
            OurSide.awaitSession(ours, peer);
            best(ours, PeerScript.SECOND_ROUTE);
            best(ours, PeerScript.SECOND_ROUTE_V6);

            long heard = ours.peer(TO_FIRST).messagesIn().updates();
            ours.bgp.refresh(TO_FIRST);
            await(
                    "both families are heard again",
                    () -> ours.peer(TO_FIRST).messagesIn().updates() >= heard + 2);
            assertTrue(ours.peer(TO_FIRST).established());
            assertEquals(0, ours.peer(TO_FIRST).flaps());
            assertEquals(4, ours.kernel.size());
        }
    }
}
