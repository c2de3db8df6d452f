package io.gingham.agent.report;

import io.gingham.agent.bgp.PeeringPlan;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.report.SessionHistory.Change;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.crds.v1.GinghamNodeStatus;
import io.gingham.crds.v1.GinghamNodeStatus.NodeReportCondition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks at the node every few seconds and says in the API what has become of it.
public final class ReportPart implements Part {

    public static final String NAME = "report";

    private static final Duration LOOK = Duration.ofSeconds(5);

    /// Of an API server that is away for long the first ones count.
    private static final int MOST_EVENTS = 64;

    private final Supplier<NodeFacts> facts;
    private final ReportStore store;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final SessionHistory history = new SessionHistory();
    private final ReportPace pace = new ReportPace();
    private final EventPace eventPace = new EventPace();
    private final Deque<NodeEvent> unsaid = new ArrayDeque<>();
    private @Nullable List<NodeReportCondition> conditions;
    private volatile List<Problem> missed = List.of();

    public ReportPart(Supplier<NodeFacts> facts, ReportStore store) {
        this(facts, store, InstantSource.system(), System::nanoTime);
    }

    ReportPart(
            Supplier<NodeFacts> facts, ReportStore store, InstantSource clock, LongSupplier nanos) {
        this.facts = facts;
        this.store = store;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return LOOK;
    }

    @Override
    public void run(boolean refresh) {
        NodeFacts now = facts.get();
        history.look(now.peers(), clock.instant()).forEach(this::note);
        missed =
                now.peers().stream()
                        .filter(peer -> !PeeringPlan.isNode(peer.name()))
                        .filter(peer -> history.isMissed(peer, clock.instant()))
                        .map(ReportPart::problem)
                        .toList();
        if (conditions == null) {
            conditions = store.read().map(GinghamNodeStatus::conditions).orElse(List.of());
        }
        GinghamNodeStatus status = NodeReport.of(now, history, conditions, clock.instant());
        if (pace.isDue(status, nanos.getAsLong())) {
            store.write(status);
            conditions = status.conditions();
            pace.written(status, nanos.getAsLong());
        }
        NodeEvent next;
        while ((next = unsaid.peek()) != null) {
            store.tell(next);
            unsaid.remove();
        }
    }

    private void note(Change change) {
        if (!PeeringPlan.isNode(change.peer().name()) && unsaid.size() < MOST_EVENTS) {
            eventPace.next(NodeEvent.of(change), nanos.getAsLong()).ifPresent(unsaid::add);
        }
    }

    /// A router that is away is nothing that keeps pods from the node: others may be there, and the
    /// node's own work is done.
    private static Problem problem(PeerStatus peer) {
        return Problem.note(
                "bgp-peer-down",
                peer.name(),
                "the BGP session with %s (%s, AS %s) is not up: %s"
                        .formatted(
                                peer.name(),
                                peer.address(),
                                peer.remoteAs(),
                                peer.lastError().isEmpty()
                                        ? "it does not answer; look there, and at what is between"
                                        : peer.lastError()));
    }

    @Override
    public Health health(String failure) {
        if (failure.isEmpty()) {
            return Health.of(missed);
        }
        List<Problem> all = new ArrayList<>(missed);
        all.add(
                Problem.note(
                        "node-report",
                        "",
                        "the node's GinghamNode, or an Event, can't be written, trying again: "
                                + failure));
        return Health.of(all);
    }
}
