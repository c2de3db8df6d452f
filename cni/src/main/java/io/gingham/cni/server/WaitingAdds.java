package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// ADDs whose pod is wired and waits for its policy. None of them holds a thread, a lock, or its
/// request: only the answer that it may give.
///
/// ```
///   await ─▶ waiting ─┬─ the gate opens ──────────▶ the result
///                     ├─ the limit, the agent's end ▶ undone under the locks, code 11
///                     └─ DEL, or a newer sandbox ──▶ code 11; who came has removed it
/// ```
///
/// Whoever takes an ADD out of the map answers it.
final class WaitingAdds {

    private final PolicyGate gate;
    private final Duration limit;
    private final Workers workers;
    private final Locks locks;
    private final Map<EndpointId, Waiting> byId = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    WaitingAdds(PolicyGate gate, Duration limit, Workers workers, Locks locks) {
        this.gate = gate;
        this.limit = limit;
        this.workers = workers;
        this.locks = locks;
    }

    /// @param undo removes the endpoint; called under its locks
    private record Waiting(
            WorkloadEndpoint endpoint,
            CompletableFuture<Void> enforced,
            byte[] result,
            CompletableFuture<byte[]> answer,
            Consumer<RuntimeException> undo) {}

    /// Call under the locks of the container and its host interface.
    ///
    /// @return completes with the result, or with a [CniException] when the ADD was undone
    /// @throws CniException if the agent is stopping; the caller undoes the ADD
    CompletableFuture<byte[]> await(
            WorkloadEndpoint endpoint, byte[] result, Consumer<RuntimeException> undo) {
        if (stopping) {
            throw stopping();
        }
        Waiting waiting =
                new Waiting(
                        endpoint, gate.enforced(endpoint), result, new CompletableFuture<>(), undo);
        byId.put(endpoint.id(), waiting);
        Future<?> end =
                workers.timer()
                        .schedule(
                                () -> onWorker(waiting, () -> late(endpoint)),
                                limit.toNanos(),
                                TimeUnit.NANOSECONDS);
        waiting.enforced.whenComplete(
                (nothing, problem) -> {
                    end.cancel(false);
                    if (problem == null) {
                        letThrough(waiting);
                    } else {
                        onWorker(waiting, () -> refused(problem));
                    }
                });
        if (stopping) {
            giveUp(waiting, stopping());
        }
        return waiting.answer;
    }

    /// Someone else removes the endpoint, under its lock.
    void abandon(EndpointId id, String reason) {
        Waiting waiting = byId.remove(id);
        if (waiting != null) {
            waiting.answer.completeExceptionally(
                    new CniException(CniErrorCode.TRY_AGAIN_LATER, reason));
            waiting.enforced.cancel(false);
        }
    }

    /// Undoes all that wait, and whoever comes.
    void stop() {
        stopping = true;
        List.copyOf(byId.values()).forEach(waiting -> onWorker(waiting, WaitingAdds::stopping));
    }

    private void letThrough(Waiting waiting) {
        if (byId.remove(waiting.endpoint.id(), waiting)) {
            waiting.answer.complete(waiting.result);
        }
    }

    /// Removing blocks, and may have to wait for locks.
    private void onWorker(Waiting waiting, Reason reason) {
        if (byId.get(waiting.endpoint.id()) != waiting) {
            return;
        }
        Runnable work = () -> giveUp(waiting, reason.get());
        try {
            workers.others().execute(work);
        } catch (RejectedExecutionException full) {
            Thread.ofPlatform().name("cni-undo").start(work);
        }
    }

    /// Why an ADD is given up, found out on a worker.
    private interface Reason {
        CniException get();
    }

    private void giveUp(Waiting waiting, CniException reason) {
        WorkloadEndpoint endpoint = waiting.endpoint;
        locks.both(
                endpoint.containerId(),
                endpoint.interfaceName(),
                () -> {
                    if (byId.remove(endpoint.id(), waiting)) {
                        waiting.undo.accept(reason);
                        waiting.answer.completeExceptionally(reason);
                        waiting.enforced.cancel(false);
                    }
                });
    }

    private CniException late(WorkloadEndpoint endpoint) {
        return new CniException(
                CniErrorCode.TRY_AGAIN_LATER,
                "the policy of "
                        + endpoint.displayName()
                        + " was not in the kernel within "
                        + limit.toSeconds()
                        + " s: "
                        + gate.obstacle(endpoint));
    }

    private static CniException refused(@Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException e ? e.getCause() : problem;
        return cause instanceof CniException refusal
                ? refusal
                : new CniException(
                        CniErrorCode.INTERNAL, "the policy gate failed", String.valueOf(cause));
    }

    private static CniException stopping() {
        return new CniException(
                CniErrorCode.TRY_AGAIN_LATER, "the agent is stopping; try again", "");
    }
}
