package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.OurSide.await;
import static io.gingham.bgp.interop.OurSide.awaitPath;
import static io.gingham.bgp.interop.OurSide.awaitPaths;
import static io.gingham.bgp.interop.PeerFeature.ADD_PATH;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OTHERS;
import static io.gingham.bgp.interop.PeerNetwork.OURS;
import static io.gingham.bgp.interop.PeerScript.ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerAddPath;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Several paths of a prefix (RFC 7911), both ways.
@Timeout(120)
@ParameterizedClass
@EnumSource
class AddPathInteropTest {

    private static final PeerAddPath BOTH_WAYS = new PeerAddPath(true, 8);
    private static final String SHARED = "203.0.113.0/24";

    private final PeerKind kind;
    @TempDir Path folder;
    private PeerNetwork network;
    private PeerDaemon peer;

    AddPathInteropTest(PeerKind kind) {
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

    private static List<RouteView> heard(TestSpeaker ours) {
        return ours.bgp.received(OurSide.TO_FIRST).stream()
                .filter(route -> route.prefix().toString().equals(ROUTE))
                .toList();
    }

    private static Set<String> asPaths(List<RouteView> routes) {
        return routes.stream()
                .map(route -> route.attributes().asPath().toString())
                .collect(Collectors.toSet());
    }

    /// The peer has its own path, and one of our second speaker.
    @Test
    void theirPathsArrive() {
        peer.start(PeerScript.external(ADD_PATH, OTHER_PEER));
        try (TestSpeaker other =
                        new TestSpeaker(OurSide.other(PeerScript.OTHERS_AS, PeerScript.AS));
                TestSpeaker ours =
                        new TestSpeaker(OurSide.external(each -> each.withAddPath(BOTH_WAYS)))) {
            other.originate(ROUTE);
            OurSide.awaitSession(ours, peer);
            await("two paths of " + ROUTE, () -> heard(ours).size() == 2);
            assertEquals(Set.of("64513", "64513 64520"), asPaths(heard(ours)));
            assertEquals(2, heard(ours).stream().map(RouteView::pathId).distinct().count());

            other.originate();
            await("one path of " + ROUTE, () -> heard(ours).size() == 1);
            assertEquals(Set.of("64513"), asPaths(heard(ours)));
            ours.awaitRoute(ROUTE);
        }
    }

    private static SpeakerConfig between() {
        PeerConfig toOther =
                TestSpeaker.peer(OURS.address(), OTHERS.address(), 179, PeerScript.OTHERS_AS);
        PeerConfig toPeer = OurSide.peer(FIRST, PeerScript.AS).withAddPath(BOTH_WAYS);
        return OurSide.config(toPeer, toOther);
    }

    private static TestSpeaker behindUs() {
        return new TestSpeaker(
                TestSpeaker.config(
                        OTHERS.address(),
                        179,
                        PeerScript.OTHERS_AS,
                        TestSpeaker.peer(
                                OTHERS.address(), OURS.address(), 179, PeerScript.OUR_AS)));
    }

    /// We have our own path, and one of our second speaker.
    @Test
    void ourPathsAreTold() {
        peer.start(PeerScript.external(ADD_PATH));
        try (TestSpeaker other = behindUs();
                TestSpeaker ours = new TestSpeaker(between())) {
            ours.originate(SHARED);
            other.originate(SHARED);
            OurSide.awaitSession(ours, peer);
            List<SeenPath> both = awaitPaths(peer, SHARED, 2);
            assertEquals(
                    Set.of("64512", "64512 64520"),
                    both.stream().map(SeenPath::asPath).collect(Collectors.toSet()));

            ours.originate();
            assertEquals("64512 64520", awaitPath(peer, SHARED).asPath());
            ours.originate(SHARED);
            awaitPaths(peer, SHARED, 2);
            other.originate();
            assertEquals("64512", awaitPath(peer, SHARED).asPath());
        }
    }
}
