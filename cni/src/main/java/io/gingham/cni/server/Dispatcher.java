package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.OneLine;
import io.gingham.cni.spec.CniCommand;
import io.gingham.cni.spec.ConfigDocument;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.spec.ResultCodec;
import io.gingham.cni.spec.SpecVersion;
import io.gingham.cni.wiring.HostInterfaceName;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// One request to its verb, and whatever comes of it to a reply. Never throws. Thread-safe.
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final byte[] NOTHING = new byte[0];

    private final Node node;
    private final Locks locks = new Locks();
    private final WaitingAdds waiting;
    private final EndpointRemoval removal;
    private final DeletionQueue queue;
    private final AddVerb add;
    private final CheckVerb check;
    private final GcVerb gc;
    private final DeadEndpoints dead;

    Dispatcher(Node node, Workers workers) {
        this.node = node;
        this.waiting = new WaitingAdds(node.gate(), node.config().gateLimit(), workers, locks);
        this.removal = new EndpointRemoval(node, waiting);
        this.queue = new DeletionQueue(node.config().deletions(), locks, this::delete);
        this.add = new AddVerb(node, removal, waiting, locks);
        this.check = new CheckVerb(node);
        this.gc = new GcVerb(node, removal, locks);
        this.dead = new DeadEndpoints(node.store(), removal, locks);
    }

    /// What the launcher says of a request, for its answer and the log.
    private record Asked(String command, String container, String version, long start) {

        static Asked of(Wire.Request request) {
            return new Asked(
                    OneLine.of(request.environment().getOrDefault("CNI_COMMAND", "")),
                    OneLine.of(request.environment().getOrDefault("CNI_CONTAINERID", "")),
                    version(request.stdin()),
                    System.nanoTime());
        }

        /// The version to answer in: the one asked for where it can be told and is spoken.
        private static String version(byte[] stdin) {
            String asked = new ConfigDocument(stdin).statedVersion();
            boolean spoken =
                    Arrays.stream(SpecVersion.values()).anyMatch(v -> v.toString().equals(asked));
            return spoken ? asked : SpecVersion.newest().toString();
        }
    }

    /// Completes at once, but for an ADD that waits for its policy: that one holds nothing of the
    /// request.
    CompletableFuture<Wire.Reply> handle(Wire.Request request) {
        Asked asked = Asked.of(request);
        MDC.put("containerId", asked.container);
        try {
            return run(request, asked).handle((output, problem) -> reply(asked, output, problem));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return CompletableFuture.completedFuture(reply(asked, null, e));
        } finally {
            MDC.remove("containerId");
        }
    }

    /// Carries out what was asked for while no agent was there to answer.
    ///
    /// @param limit after which what is left waits for the next time
    void catchUp(Duration limit) {
        queue.carryOut(limit);
    }

    /// Looks for endpoints that are dead; those it saw the last time too are removed.
    void lookForDead() {
        dead.look();
    }

    /// ADDs that wait are undone.
    void stop() {
        waiting.stop();
    }

    private CompletableFuture<byte[]> run(Wire.Request request, Asked asked) {
        Invocation invocation = Invocation.parse(request.environment());
        if (invocation.command() == CniCommand.VERSION) {
            return done(ResultCodec.writeVersions(asked.version));
        }
        NetworkConfig config = NetworkConfig.parse(request.stdin());
        invocation.command().requireIn(config.version());
        return switch (invocation.command()) {
            case ADD -> locks.container(invocation.containerId(), () -> add(invocation, config));
            case DEL -> {
                delete(invocation, config);
                yield done(NOTHING);
            }
            case CHECK ->
                    locks.container(
                            invocation.containerId(),
                            () -> {
                                check.run(invocation, config);
                                return done(NOTHING);
                            });
            case STATUS -> {
                status(invocation, config);
                yield done(NOTHING);
            }
            case GC -> {
                gc.run(invocation, config);
                yield done(NOTHING);
            }
            case VERSION -> done(ResultCodec.writeVersions(config.version().toString()));
        };
    }

    /// A DEL of an earlier container of that id comes first.
    private CompletableFuture<byte[]> add(Invocation invocation, NetworkConfig config) {
        queue.carryOut(invocation.endpointId());
        return add.run(invocation, config);
    }

    private void delete(Invocation invocation, NetworkConfig config) {
        EndpointId id = invocation.endpointId();
        locks.container(
                invocation.containerId(),
                () -> {
                    String hostName =
                            node.store()
                                    .find(id)
                                    .map(stored -> stored.endpoint().interfaceName())
                                    .orElseGet(() -> HostInterfaceName.of(invocation));
                    return locks.hostInterface(
                            hostName,
                            () -> {
                                removal.remove(id, invocation, config);
                                return id;
                            });
                });
    }

    private void status(Invocation invocation, NetworkConfig config) {
        String problem = node.store().problem();
        if (!problem.isEmpty()) {
            throw new CniException(CniErrorCode.NOT_AVAILABLE, problem);
        }
        Optional<String> unready = node.gate().unready();
        if (unready.isPresent()) {
            throw new CniException(CniErrorCode.NOT_AVAILABLE, unready.get());
        }
        node.ipam().of(config).status(invocation, config);
    }

    private static CompletableFuture<byte[]> done(byte[] output) {
        return CompletableFuture.completedFuture(output);
    }

    private static Wire.Reply reply(
            Asked asked, byte @Nullable [] output, @Nullable Throwable problem) {
        if (output != null) {
            long millis = (System.nanoTime() - asked.start) / 1_000_000;
            LOG.debug("{} {} took {} ms", asked.command, asked.container, millis);
            return new Wire.Reply(0, output);
        }
        Throwable cause = problem instanceof CompletionException e ? e.getCause() : problem;
        CniException error;
        if (cause instanceof CniException refusal) {
            error = refusal;
            LOG.warn("{} {} failed: {}", asked.command, asked.container, error.getMessage());
        } else {
            error = unexpected(cause);
            LOG.error("{} {} failed unexpectedly", asked.command, asked.container, oneLine(cause));
        }
        return new Wire.Reply(1, ResultCodec.writeError(error, asked.version));
    }

    /// For the log: its message may hold what came in.
    private static Throwable oneLine(@Nullable Throwable cause) {
        Throwable told = new Throwable(OneLine.of(String.valueOf(cause)));
        told.setStackTrace(cause == null ? new StackTraceElement[0] : cause.getStackTrace());
        return told;
    }

    /// What a request does to its own thread stays the request's.
    private static CniException unexpected(@Nullable Throwable cause) {
        return switch (cause) {
            case StackOverflowError deep ->
                    new CniException(
                            CniErrorCode.DECODING_FAILURE, "the request is nested too deeply");
            case OutOfMemoryError large ->
                    new CniException(
                            CniErrorCode.TRY_AGAIN_LATER,
                            "the agent has no memory for this request now");
            case null, default ->
                    new CniException(
                            CniErrorCode.INTERNAL,
                            "unexpected error in the agent",
                            String.valueOf(cause));
        };
    }
}
