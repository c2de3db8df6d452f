package io.gingham.agent.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the Node's condition `NetworkUnavailable`: false as soon as pods get their network, true
/// with the reason in words while they still don't after a while. Kubernetes keeps pods from a node
/// while it is true; a node on which the network still stands says the words and stays available.
/// What somebody else makes of it, or its loss with the Node, is put right. Has a thread of its
/// own, since the API server may be slow to answer.
public final class NodeCondition implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCondition.class);

    /// How this node's network is.
    ///
    /// @param obstacle why this node can't take pods, as a sentence; empty if it can
    /// @param warning what is wrong though it can; empty if nothing is
    /// @param stands whether the network is configured on this node, by this agent or an earlier
    ///   one
    public record State(String obstacle, String warning, boolean stands) {

        boolean isWell() {
            return obstacle.isEmpty() && warning.isEmpty();
        }

        /// The condition's status.
        String unavailable() {
            return obstacle.isEmpty() || stands ? "False" : "True";
        }
    }

    static final String TYPE = "NetworkUnavailable";
    private static final String REASON_PREFIX = "Gingham";
    private static final Set<String> OURS = Set.of(TYPE, NodeDuty.DRAINED);

    /// So long what was written may take to come back by the watch; and two who write the same
    /// condition take turns no faster.
    private static final Duration ECHO = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final String node;
    private final Supplier<State> state;
    private final Supplier<Optional<String>> seen;
    private final Duration period;
    private final Duration patience;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("node-condition").factory());

    // Only the timer's thread touches these.
    private State said = new State("nothing yet", "", false);
    private long wellAt = System.nanoTime();
    private long writtenAt = System.nanoTime();
    private boolean refusalSaid;

    /// @param seen the condition's status in the mirror, empty text if the Node has none; empty if
    ///   there is no such Node
    /// @param period between two looks
    /// @param patience how long something must be wrong before it is said
    public NodeCondition(
            KubernetesClient client,
            String node,
            Supplier<State> state,
            Supplier<Optional<String>> seen,
            Duration period,
            Duration patience) {
        this.client = client;
        this.node = node;
        this.state = state;
        this.seen = seen;
        this.period = period;
        this.patience = patience;
    }

    public void start() {
        var unused =
                timer.scheduleWithFixedDelay(
                        this::tell, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        State now = state.get();
        if (now.isWell()) {
            wellAt = System.nanoTime();
        }
        // Neither at once, nor at each change of the words.
        long sinceTold = System.nanoTime() - Math.max(wellAt, writtenAt);
        boolean fresh = sinceTold < patience.toNanos();
        Duration silence = Duration.ofNanos(System.nanoTime() - writtenAt);
        boolean due = !now.equals(said) || isOverwritten(now, seen.get(), silence);
        if (!due || (fresh && !now.isWell())) {
            return;
        }
        try {
            client.nodes()
                    .withName(node)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch(now));
            said = now;
            writtenAt = System.nanoTime();
            refusalSaid = false;
        } catch (RuntimeException | JsonProcessingException e) {
            if (!refusalSaid) {
                refusalSaid = true;
                LOG.warn(
                        "the condition NetworkUnavailable of node {} can't be written, trying again: {}",
                        node,
                        e.getMessage());
            }
        }
    }

    /// @param silence since the condition was written last
    static boolean isOverwritten(State said, Optional<String> seen, Duration silence) {
        return silence.compareTo(ECHO) >= 0
                && seen.filter(status -> !status.equals(said.unavailable())).isPresent();
    }

    /// A strategic merge: conditions are told apart by their type.
    static String patch(State state) throws JsonProcessingException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        boolean ready = state.obstacle().isEmpty();
        Map<String, String> condition =
                Map.of(
                        "type",
                        TYPE,
                        "status",
                        state.unavailable(),
                        "reason",
                        state.isWell()
                                ? REASON_PREFIX + "IsUp"
                                : REASON_PREFIX + (ready ? "NeedsAttention" : "IsNotReady"),
                        "message",
                        state.isWell()
                                ? "Gingham routes and guards this node's pods"
                                : ready ? state.warning() : state.obstacle(),
                        "lastHeartbeatTime",
                        now,
                        "lastTransitionTime",
                        now);
        return new ObjectMapper()
                .writeValueAsString(Map.of("status", Map.of("conditions", List.of(condition))));
    }

    /// Takes this condition, and [NodeDuty#DRAINED], from the Node, if an agent of Gingham wrote
    /// them last.
    ///
    /// @return whether there was one
    public static boolean remove(KubernetesClient client, String node) {
        var found = client.nodes().withName(node).get();
        if (found == null || found.getStatus() == null) {
            return false;
        }
        List<Map<String, String>> removals =
                found.getStatus().getConditions().stream()
                        .filter(condition -> OURS.contains(condition.getType()))
                        .filter(condition -> condition.getReason() != null)
                        .filter(condition -> condition.getReason().startsWith(REASON_PREFIX))
                        .map(condition -> Map.of("type", condition.getType(), "$patch", "delete"))
                        .toList();
        if (removals.isEmpty()) {
            return false;
        }
        try {
            client.nodes()
                    .withName(node)
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.STRATEGIC_MERGE),
                            new ObjectMapper()
                                    .writeValueAsString(
                                            Map.of("status", Map.of("conditions", removals))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
