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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the Node's condition `NetworkUnavailable`: false as soon as pods get their network, true
/// with the reason in words while they still don't after a while. Kubernetes keeps pods from a node
/// while it is true; a node on which the network still stands says the words and stays available.
/// What somebody else makes of it, or the loss of it with its Node, is put right. Has a thread of
/// its own, since the API server may be slow to answer.
public final class NodeCondition implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCondition.class);

    /// As Kubernetes knows it.
    static final String TYPE = "NetworkUnavailable";

    private static final Duration PERIOD = Duration.ofSeconds(2);

    /// A start takes 3 s; nobody is to be troubled with that.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// So long what was written may take to come back by the watch.
    private static final Duration ECHO = Duration.ofSeconds(10);

    /// What is to be said of this node.
    ///
    /// @param notReady why it can't take pods, as a sentence; empty if it can
    /// @param stands whether the network is configured on it, by this agent or an earlier one
    /// @param remarks what its operator should know although it takes pods, as sentences
    public record Words(String notReady, boolean stands, List<String> remarks) {

        public Words {
            remarks = List.copyOf(remarks);
        }

        String status() {
            return notReady.isEmpty() || stands ? "False" : "True";
        }

        String reason() {
            return notReady.isEmpty() ? "GinghamIsUp" : "GinghamIsNotReady";
        }

        String message() {
            if (!notReady.isEmpty()) {
                return notReady;
            }
            return remarks.isEmpty()
                    ? "Gingham routes and guards this node's pods"
                    : String.join("; ", remarks);
        }
    }

    private final KubernetesClient client;
    private final String node;
    private final Supplier<Words> words;
    private final Supplier<Optional<String>> seen;
    private final long started = System.nanoTime();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("node-condition").factory());

    // Only the timer's thread touches these.
    private Optional<Words> said = Optional.empty();
    private long saidAt = System.nanoTime();
    private boolean refusalSaid;

    /// @param words what is to be said now
    /// @param seen the condition's status in the mirror, empty text if the Node has none; empty if
    ///   there is no such Node
    public NodeCondition(
            KubernetesClient client,
            String node,
            Supplier<Words> words,
            Supplier<Optional<String>> seen) {
        this.client = client;
        this.node = node;
        this.words = words;
        this.seen = seen;
    }

    public void start() {
        var unused =
                timer.scheduleWithFixedDelay(
                        this::tell, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        Words now = words.get();
        Duration age = Duration.ofNanos(System.nanoTime() - started);
        Duration silence = Duration.ofNanos(System.nanoTime() - saidAt);
        if (!isDue(now, age, said, silence, seen.get())) {
            return;
        }
        try {
            client.nodes()
                    .withName(node)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch(now));
            said = Optional.of(now);
            saidAt = System.nanoTime();
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

    /// @param age of this agent
    /// @param said what was written last
    /// @param silence since it was written
    /// @param seen as the constructor's
    static boolean isDue(
            Words now,
            Duration age,
            Optional<Words> said,
            Duration silence,
            Optional<String> seen) {
        if (age.compareTo(PATIENCE) < 0 && !now.notReady().isEmpty()) {
            return false;
        }
        boolean overwritten =
                seen.isPresent()
                        && !seen.get().equals(now.status())
                        && silence.compareTo(ECHO) >= 0;
        return !said.equals(Optional.of(now)) || overwritten;
    }

    /// A strategic merge: conditions are told apart by their type.
    static String patch(Words words) throws JsonProcessingException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> condition =
                Map.of(
                        "type",
                        TYPE,
                        "status",
                        words.status(),
                        "reason",
                        words.reason(),
                        "message",
                        words.message(),
                        "lastHeartbeatTime",
                        now,
                        "lastTransitionTime",
                        now);
        return new ObjectMapper()
                .writeValueAsString(Map.of("status", Map.of("conditions", List.of(condition))));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
