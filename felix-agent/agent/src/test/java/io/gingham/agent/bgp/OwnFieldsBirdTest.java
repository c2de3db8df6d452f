package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The fields that are Gingham's own, as BIRD sees them. The node is 10.9.0.1, AS 64512, BIRD
/// number N is 10.9.0.N.
@Timeout(120)
class OwnFieldsBirdTest {

    private static final String PODS = "10.244.1.0/24";
    private static final String OUTSIDE = "198.51.100.0/24";

    @TempDir private Path folder;

    private final Map<Integer, Bird> birds = new TreeMap<>();
    private Segment segment;
    private RoutingNode node;

    @BeforeAll
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    @BeforeEach
    void layCables() {
        segment = new Segment("ring", "10.9.0.1/24");
        node = new RoutingNode(node("self", 1));
    }

    private static ClusterNode node(String name, int number) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse("10.9.0." + number)),
                List.of(IpPrefix.parse("10.244." + number + ".0/24")),
                Optional.empty(),
                "");
    }

    @AfterEach
    void clear() {
        node.close();
        birds.values().forEach(Bird::close);
        segment.close();
    }

    /// @param options of its session with the node, and channel
    private Bird start(int number, long as, String options, String... statics) {
        Netns place = segment.join("bird" + number, "10.9.0." + number + "/24");
        Bird bird = new Bird(place, folder.resolve("bird" + number));
        birds.put(number, bird);
        StringBuilder routes = new StringBuilder();
        for (String prefix : statics) {
            routes.append("route ").append(prefix).append(" blackhole; ");
        }
        bird.start(
                bird.head("10.9.0." + number)
                        + """
                        protocol static { ipv4; %s }
                        protocol bfd { interface "eth0" { interval 100 ms; multiplier 4; }; }
                        protocol bgp gingham {
                          local 10.9.0.%d as %d; neighbor 10.9.0.1 as 64512;
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                          %s
                        }
                        """
                                .formatted(routes, number, as, options));
        return bird;
    }

    private static final String CHANNEL = "ipv4 { import all; export where source = RTS_STATIC; };";

    private static boolean hasRoute(Bird bird, String prefix) {
        return bird.ask("show", "route", prefix).contains("unicast");
    }

    private static String session(Bird bird) {
        return bird.ask("show", "protocols", "all", "gingham");
    }

    @Test
    void theRoleIsAgreedUponAndAWrongOneIsRefused() {
        Bird bird = start(4, 65004, "local role provider; " + CHANNEL);
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, role: Customer, strictRole: true}");
        node.plan();
        node.await("the router has the node's block", () -> hasRoute(bird, PODS));
        assertTrue(session(bird).contains("Role: customer"), session(bird));
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, role: Provider}");
        node.plan();
        node.await(
                "the roles don't fit",
                () ->
                        node.peering.peers().getFirst().lastError().contains("Role Mismatch")
                                && !session(bird).contains("Established"));
    }

    @Test
    void aPeerThatSendsTooMuchIsCutOffAndComesBack() {
        Bird bird =
                start(4, 65004, CHANNEL, "198.51.100.0/24", "198.51.101.0/24", "198.51.102.0/24");
        node.peer(
                "tor",
                "{peerIP: 10.9.0.4, asNumber: 65004, prefixLimit: {maximum: 2, restartAfter: 1s}}");
        node.plan();
        node.await("it hears why", () -> session(bird).contains("Maximum number of prefixes"));
        node.await(
                "it comes back, and again sends too much",
                () ->
                        bird.process().log().split("Maximum number of prefixes", -1).length > 2
                                || node.peering.peers().getFirst().lastError().contains("prefix"));
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, prefixLimit: {maximum: 3}}");
        node.plan();
        node.await("three are not too many", () -> hasRoute(bird, PODS));
    }

    @Test
    void anInternalPeerHasALimitIfOneIsWanted() {
        Bird bird = start(4, 64512, CHANNEL, "198.51.100.0/24", "198.51.101.0/24");
        node.peer(
                "tor",
                "{peerIP: 10.9.0.4, asNumber: 64512, prefixLimit: {maximum: 1, restartAfter: '0'}}");
        node.plan();
        node.await("it hears why", () -> session(bird).contains("Maximum number of prefixes"));
    }

    @Test
    void severalPathsAreAgreedUpon() {
        Bird bird =
                start(
                        4,
                        65004,
                        "ipv4 { import all; export where source = RTS_STATIC; add paths on; };",
                        OUTSIDE);
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, addPath: {receive: true, send: 2}}");
        node.plan();
        node.await("the router has the node's block", () -> hasRoute(bird, PODS));
        String session = session(bird);
        assertTrue(session.contains("ADD-PATH"), session);
        assertEquals(
                1L,
                node.peering.speaker().orElseThrow().peers().stream()
                        .filter(peer -> peer.received() == 1)
                        .count());
        assertTrue(
                bird.ask("show", "route", PODS, "all").contains("BGP.origin"),
                bird.ask("show", "route", PODS, "all"));
    }

    @Test
    void withARequiredPolicyOnlyWhatFiltersSpeakOfIsToldAndTaken() {
        Bird bird = start(4, 65004, CHANNEL, OUTSIDE);
        node.configuration("{requirePolicy: true}");
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004}");
        node.plan();
        node.await("the session is up", () -> session(bird).contains("Established"));
        assertTrue(
                node.peering.health("").problems().toString().contains("RFC 8212"),
                node.peering.health("").toString());
        node.filter("in", "{importV4: [{action: Accept}]}");
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, filters: [in]}");
        node.plan();
        node.await("what there are rules for is taken", () -> node.route(OUTSIDE).isPresent());
        assertEquals(false, hasRoute(bird, PODS), "nothing is told");
        node.peer("tor", "{peerIP: 10.9.0.4, asNumber: 65004, requirePolicy: false}");
        node.plan();
        node.await("without it all is told", () -> hasRoute(bird, PODS));
    }

    @Test
    void theTimesOfBfdAndOfLongLivedStaleRoutesAreOffered() {
        Bird bird = start(4, 65004, "bfd on; long lived graceful restart on; " + CHANNEL);
        node.peer(
                "tor",
                """
                peerIP: 10.9.0.4
                asNumber: 65004
                failureDetectionMode: BFDIfDirectlyConnected
                bfd: {minimumReceiveInterval: 200ms, minimumTransmitInterval: 250ms, multiplier: 5}
                restartMode: LongLivedGracefulRestart
                longLivedStaleTime: 2h
                """);
        node.plan();
        node.await("the router has the node's block", () -> hasRoute(bird, PODS));
        assertTrue(session(bird).contains("LL stale time: 7200"), session(bird));
        // BIRD sends as slowly as we can bear; its time-out is five of our packets.
        node.await(
                "BFD is up, with both sides' times",
                () ->
                        bird.ask("show", "bfd", "sessions")
                                .matches("(?s).* Up +\\S+ +0\\.200 +1\\.250.*"));
    }

    @Test
    void aNodeOfTheMeshIsWatchedByBfd() {
        node.cluster.nodes.add(node("n2", 2));
        Bird bird = start(2, 64512, "direct; bfd on; " + CHANNEL, "10.244.2.0/24");
        node.configuration(
                """
                nodeMeshFailureDetectionMode: BFDIfDirectlyConnected
                nodeMeshBFD: {minimumReceiveInterval: 100ms, minimumTransmitInterval: 100ms}
                """);
        node.plan();
        node.await("its block is in the kernel", () -> node.route("10.244.2.0/24").isPresent());
        node.await("BFD is up", () -> bird.ask("show", "bfd", "sessions").contains("Up"));
        node.configuration("{nodeMeshBFD: {multiplier: 300}, nodeMeshFailureDetectionMode: None}");
        node.plan();
        assertTrue(
                node.peering.health("").problems().toString().contains("nodeMeshBFD needs"),
                node.peering.health("").toString());
        node.await("the mesh is there all the same", () -> node.route("10.244.2.0/24").isPresent());
    }
}
