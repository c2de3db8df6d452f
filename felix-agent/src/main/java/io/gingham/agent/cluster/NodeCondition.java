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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the Node's condition `NetworkUnavailable`: false as soon as pods get their network, true
/// with the reason in words while they still don't after a while. Kubernetes keeps pods from a node
/// while it is true; a node on which the network still stands says the words and stays available.
/// Has a thread of its own, since the API server may be slow to answer.
public final class NodeCondition implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCondition.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    /// A start takes 3 s; nobody is to be troubled with that.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final String node;
    private final Supplier<String> notReady;
    private final BooleanSupplier stands;
    private final long started = System.nanoTime();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("node-condition").factory());

    // Only the timer's thread touches these.
    private String said = "nothing yet";
    private boolean refusalSaid;

    /// @param notReady why this node can't take pods, as a sentence; empty if it can
    /// @param stands whether the network is configured on this node, by this agent or an earlier
    ///   one
    public NodeCondition(
            KubernetesClient client,
            String node,
            Supplier<String> notReady,
            BooleanSupplier stands) {
        this.client = client;
        this.node = node;
        this.notReady = notReady;
        this.stands = stands;
    }

    public void start() {
        var unused =
                timer.scheduleWithFixedDelay(
                        this::tell, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        String reason = notReady.get();
        boolean young = System.nanoTime() - started < PATIENCE.toNanos();
        if (reason.equals(said) || (young && !reason.isEmpty())) {
            return;
        }
        try {
            client.nodes()
                    .withName(node)
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.STRATEGIC_MERGE),
                            patch(reason, stands.getAsBoolean()));
            said = reason;
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

    /// A strategic merge: conditions are told apart by their type.
    static String patch(String reason, boolean stands) throws JsonProcessingException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        boolean ready = reason.isEmpty();
        Map<String, String> condition =
                Map.of(
                        "type",
                        "NetworkUnavailable",
                        "status",
                        ready || stands ? "False" : "True",
                        "reason",
                        ready ? "GinghamIsUp" : "GinghamIsNotReady",
                        "message",
                        ready ? "Gingham routes and guards this node's pods" : reason,
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
