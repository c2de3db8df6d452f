package io.gingham.agent.report;

import io.gingham.agent.bgp.PeeringPlan;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.crds.v1.GinghamNodeStatus;
import io.gingham.crds.v1.GinghamNodeStatus.NodeReportCondition;
import io.gingham.crds.v1.GinghamNodeStatus.ReportedProblem;
import io.gingham.crds.v1.GinghamNodeStatus.Session;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes a GinghamNode's status. Pure.
final class NodeReport {

    static final String READY = "Ready";
    static final String PEERS = "PeersEstablished";

    /// A node of a mesh whose network is cut off has hundreds: the first ones say enough.
    private static final int MOST_NODE_SESSIONS = 64;

    private static final int MOST_PROBLEMS = 32;
    private static final int MOST_NAMES = 5;

    private final NodeFacts facts;
    private final SessionHistory history;
    private final Instant now;
    private final List<NodeReportCondition> before;

    /// @param before the conditions as they were
    private NodeReport(
            NodeFacts facts,
            SessionHistory history,
            List<NodeReportCondition> before,
            Instant now) {
        this.facts = facts;
        this.history = history;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.before = before;
    }

    static GinghamNodeStatus of(
            NodeFacts facts,
            SessionHistory history,
            List<NodeReportCondition> before,
            Instant now) {
        return new NodeReport(facts, history, before, now).status();
    }

    private GinghamNodeStatus status() {
        long up = facts.peers().stream().filter(PeerStatus::established).count();
        return new GinghamNodeStatus(
                facts.identity().map(identity -> identity.asNumber().value()).orElse(0L),
                facts.identity().map(identity -> identity.routerId().toString()).orElse(""),
                up + "/" + facts.peers().size(),
                facts.routes(),
                sessions(),
                List.of(ready(), established()),
                facts.problems().stream()
                        .limit(MOST_PROBLEMS)
                        .map(one -> new ReportedProblem(one.id(), one.object(), one.sentence()))
                        .toList(),
                now.toString());
    }

    private List<Session> sessions() {
        Stream<PeerStatus> routers =
                facts.peers().stream().filter(peer -> !PeeringPlan.isNode(peer.name()));
        Stream<PeerStatus> nodes =
                facts.peers().stream()
                        .filter(peer -> PeeringPlan.isNode(peer.name()))
                        .filter(peer -> !peer.established())
                        .limit(MOST_NODE_SESSIONS);
        return Stream.concat(routers, nodes).map(this::session).toList();
    }

    private Session session(PeerStatus peer) {
        return new Session(
                peer.name(),
                peer.address().toString(),
                peer.remoteAs().value(),
                peer.state(),
                history.since(peer.name()).toString(),
                peer.lastError(),
                peer.received(),
                peer.accepted(),
                peer.advertised(),
                peer.bfdUp().map(isUp -> isUp ? "Up" : "Down").orElse(""),
                peer.flaps());
    }

    private NodeReportCondition ready() {
        return facts.obstacle().isEmpty()
                ? condition(READY, true, "GinghamIsUp", "Gingham routes and guards the node's pods")
                : condition(READY, false, "GinghamIsNotReady", facts.obstacle());
    }

    private NodeReportCondition established() {
        List<String> missed =
                facts.peers().stream()
                        .filter(peer -> history.isMissed(peer, now))
                        .map(PeerStatus::name)
                        .toList();
        if (missed.isEmpty()) {
            return condition(PEERS, true, "AllPeersUp", "no BGP session is missed");
        }
        String names = missed.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return condition(
                PEERS,
                false,
                "PeersDown",
                missed.size() > MOST_NAMES
                        ? "down: %s and %d more".formatted(names, missed.size() - MOST_NAMES)
                        : "down: " + names);
    }

    private NodeReportCondition condition(
            String type, boolean isTrue, String reason, String message) {
        String status = isTrue ? "True" : "False";
        String transition =
                before.stream()
                        .filter(one -> one.type().equals(type) && one.status().equals(status))
                        .map(NodeReportCondition::lastTransitionTime)
                        .findFirst()
                        .orElse(now.toString());
        return new NodeReportCondition(type, status, reason, message, transition);
    }
}
