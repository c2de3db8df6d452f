package io.gingham.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.part.Problem;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.crds.v1.GinghamNodeStatus;
import io.gingham.crds.v1.GinghamNodeStatus.NodeReportCondition;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportPartTest {

    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    private final Store store = new Store();
    private Duration now = Duration.ZERO;
    private NodeFacts facts = facts(List.of(), 0, "");
    private final ReportPart part =
            new ReportPart(() -> facts, store, () -> START.plus(now), () -> now.toNanos());

    private static final class Store implements ReportStore {
        private final List<GinghamNodeStatus> written = new ArrayList<>();
        private final List<NodeEvent> told = new ArrayList<>();
        private Optional<GinghamNodeStatus> earlier = Optional.empty();
        private boolean away;

        @Override
        public Optional<GinghamNodeStatus> read() {
            check();
            return earlier;
        }

        @Override
        public void write(GinghamNodeStatus status) {
            check();
            written.add(status);
        }

        @Override
        public void tell(NodeEvent event) {
            check();
            told.add(event);
        }

        private void check() {
            if (away) {
                throw new IllegalStateException("the API server is away");
            }
        }
    }

    private static NodeFacts facts(List<PeerStatus> peers, long routes, String obstacle) {
        return new NodeFacts(
                peers,
                obstacle,
                List.of(Problem.note("peering", "", "BGPPeer x is left out: it needs peerIP")),
                routes,
                Optional.of(
                        new NodeFacts.Identity(
                                new AsNumber(64512), RouterId.of(IpAddress.parse("192.0.2.1")))));
    }

    private void at(long seconds, PeerStatus... peers) {
        now = Duration.ofSeconds(seconds);
        facts = facts(List.of(peers), facts.routes(), facts.obstacle());
        part.run(false);
    }

    private static PeerStatus up(String name, long seconds) {
        return Peers.up(name, Duration.ofSeconds(seconds), 0);
    }

    private NodeReportCondition condition(String type) {
        return store.written.getLast().conditions().stream()
                .filter(one -> one.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReportHasTheSessionsTheProblemsAndHowTheNodeStands() {
        at(0, up("tor", 60), up("mesh/n2", 60), Peers.down("mesh/n3", 0, "connection refused"));
        GinghamNodeStatus status = store.written.getFirst();
        assertEquals(64512, status.asNumber());
        assertEquals("192.0.2.1", status.routerID());
        assertEquals("2/3", status.peers());
        // Of the nodes those that are not up: there may be thousands.
        assertEquals(
                List.of("tor", "mesh/n3"),
                status.sessions().stream().map(GinghamNodeStatus.Session::name).toList());
        GinghamNodeStatus.Session tor = status.sessions().getFirst();
        assertEquals("2026-11-30T09:59:00Z", tor.since());
        assertEquals("Up", tor.bfd());
        assertEquals("peering", status.problems().getFirst().id());
        assertEquals("True", condition("Ready").status());
        assertEquals("True", condition("PeersEstablished").status());
    }

    @Test
    void aRouterThatDiesIsAConditionAnEventAndAProblemAndTheNodeStaysReady() {
        at(0, up("tor", 60));
        PeerStatus dead = Peers.down("tor", 1, "hold timer expired");
        at(11, dead);
        assertEquals(
                List.of(
                        new NodeEvent(
                                true,
                                "BGPSessionDown",
                                "tor",
                                "BGP session with tor (192.0.2.254, AS 65002) went down: hold timer expired")),
                store.told);
        assertEquals("0/1", store.written.getLast().peers());
        assertEquals("True", condition("PeersEstablished").status());
        at(45, dead);
        assertEquals("False", condition("PeersEstablished").status());
        assertEquals("down: tor", condition("PeersEstablished").message());
        assertEquals("True", condition("Ready").status());
        Problem problem = part.health("").problems().getFirst();
        assertEquals("bgp-peer-down", problem.id());
        assertEquals("tor", problem.object());
        assertEquals(Optional.empty(), part.health("").obstacle());
        at(60, Peers.up("tor", Duration.ofSeconds(2), 1));
        assertEquals("BGPSessionUp", store.told.getLast().reason());
        assertEquals("True", condition("PeersEstablished").status());
        assertEquals(List.of(), part.health("").problems());
    }

    @Test
    void aSessionThatFlapsIsAnEventAMinuteThatSaysHowOften() {
        at(0, up("tor", 60));
        for (int second = 5; second <= 60; second += 5) {
            at(second, Peers.up("tor", Duration.ofSeconds(1), second));
        }
        assertEquals(1, store.told.size());
        at(65, Peers.up("tor", Duration.ofSeconds(1), 65));
        assertEquals(
                "BGP session with tor (192.0.2.254, AS 65002) is up again (and 11 times before, since the last Event)",
                store.told.getLast().message());
    }

    @Test
    void ofOtherNodesThereAreNoEvents() {
        at(0, up("mesh/n2", 60));
        at(60, Peers.down("mesh/n2", 1, "hold timer expired"));
        at(120, Peers.down("mesh/n2", 1, "hold timer expired"));
        assertEquals(List.of(), store.told);
        assertEquals("down: mesh/n2", condition("PeersEstablished").message());
    }

    @Test
    void aCutOffNodeNamesAFew() {
        PeerStatus[] dead =
                IntStream.range(0, 500)
                        .mapToObj(number -> Peers.down("mesh/n" + number, 0, "no route"))
                        .toArray(PeerStatus[]::new);
        at(0, dead);
        at(40, dead);
        assertEquals(64, store.written.getLast().sessions().size());
        assertEquals(
                "down: mesh/n0, mesh/n1, mesh/n2, mesh/n3, mesh/n4 and 495 more",
                condition("PeersEstablished").message());
    }

    /// Five thousand nodes look every five seconds.
    @Test
    void numbersThatMoveAreWrittenEveryFiveMinutesAndNewsNotMoreOftenThanEveryTenSeconds() {
        for (int second = 0; second < 600; second += 5) {
            facts = facts(List.of(), second, "");
            at(second, up("tor", second + 1));
        }
        assertEquals(2, store.written.size());
        store.written.clear();
        for (int second = 600; second < 660; second += 5) {
            at(second, Peers.up("tor", Duration.ofSeconds(1), second));
        }
        assertTrue(
                store.written.size() >= 5 && store.written.size() <= 6,
                "flapping for a minute: " + store.written.size());
    }

    @Test
    void whatStaysAsItIsIsWrittenEveryHalfHour() {
        for (int minute = 0; minute < 60; minute++) {
            at(60L * minute, up("tor", 3600));
        }
        assertEquals(2, store.written.size());
    }

    @Test
    void theReasonOfEachFailedAttemptIsNoNews() {
        at(0, Peers.down("tor", 0, "connection refused"));
        at(40, Peers.down("tor", 0, "connection refused"));
        int before = store.written.size();
        for (int second = 45; second < 300; second += 5) {
            at(second, Peers.down("tor", 0, second % 2 == 0 ? "refused" : "timed out"));
        }
        assertEquals(before, store.written.size());
    }

    @Test
    void whatTheApiServerDidNotTakeIsSaidWhenItIsBack() {
        at(0, up("tor", 60));
        store.away = true;
        assertThrows(IllegalStateException.class, () -> at(20, Peers.down("tor", 1, "BFD: down")));
        assertEquals("node-report", part.health("away").problems().getLast().id());
        store.away = false;
        at(25, Peers.down("tor", 1, "BFD: down"));
        assertEquals("BGPSessionDown", store.told.getFirst().reason());
        assertEquals("0/1", store.written.getLast().peers());
    }

    @Test
    void anAgentThatRestartsKeepsTheTimesOfItsConditions() {
        at(0, up("tor", 60));
        Store other = new Store();
        other.earlier = Optional.of(store.written.getFirst());
        ReportPart next = new ReportPart(() -> facts, other, () -> START.plusSeconds(900), () -> 0);
        next.run(false);
        assertEquals(
                START.toString(),
                other.written.getFirst().conditions().getFirst().lastTransitionTime());
    }
}
