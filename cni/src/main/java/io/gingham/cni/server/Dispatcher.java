package io.gingham.cni.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.spec.CniCommand;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.JsonFields;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.spec.ResultCodec;
import io.gingham.cni.spec.SpecVersion;
import io.gingham.cni.wiring.HostInterfaceName;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// One request to its verb, and whatever comes of it to a reply. Never throws. Thread-safe.
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final byte[] NOTHING = new byte[0];

    private final Node node;
    private final KeyedLocks containers = new KeyedLocks();
    private final KeyedLocks interfaces = new KeyedLocks();
    private final EndpointRemoval removal;
    private final AddVerb add;
    private final CheckVerb check;
    private final GcVerb gc;

    public Dispatcher(Node node) {
        this.node = node;
        this.removal = new EndpointRemoval(node);
        this.add = new AddVerb(node, removal, interfaces);
        this.check = new CheckVerb(node);
        this.gc = new GcVerb(node, removal, containers, interfaces);
    }

    public Wire.Reply handle(Wire.Request request) {
        String command = request.environment().getOrDefault("CNI_COMMAND", "");
        String container = request.environment().getOrDefault("CNI_CONTAINERID", "");
        long start = System.nanoTime();
        MDC.put("containerId", container);
        try {
            byte[] output = run(request);
            long millis = (System.nanoTime() - start) / 1_000_000;
            LOG.debug("{} {} took {} ms", command, container, millis);
            return new Wire.Reply(0, output);
        } catch (CniException e) {
            LOG.warn("{} {} failed: {}", command, container, e.getMessage());
            return new Wire.Reply(1, ResultCodec.writeError(e, version(request.stdin())));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} {} failed unexpectedly", command, container, e);
            CniException error =
                    new CniException(
                            CniErrorCode.INTERNAL, "unexpected error in the agent", e.toString());
            return new Wire.Reply(1, ResultCodec.writeError(error, version(request.stdin())));
        } finally {
            MDC.remove("containerId");
        }
    }

    private byte[] run(Wire.Request request) {
        Invocation invocation = Invocation.parse(request.environment());
        if (invocation.command() == CniCommand.VERSION) {
            return ResultCodec.writeVersions(version(request.stdin()));
        }
        NetworkConfig config = NetworkConfig.parse(request.stdin());
        invocation.command().requireIn(config.version());
        return switch (invocation.command()) {
            case ADD ->
                    containers.locked(
                            invocation.containerId(),
                            () -> ResultCodec.write(add.run(invocation, config), config.version()));
            case DEL -> {
                containers.locked(invocation.containerId(), () -> delete(invocation, config));
                yield NOTHING;
            }
            case CHECK -> {
                containers.locked(invocation.containerId(), () -> check.run(invocation, config));
                yield NOTHING;
            }
            case STATUS -> {
                node.ipam().status(invocation, config);
                yield NOTHING;
            }
            case GC -> {
                gc.run(invocation, config);
                yield NOTHING;
            }
            case VERSION -> ResultCodec.writeVersions(config.version().toString());
        };
    }

    private void delete(Invocation invocation, NetworkConfig config) {
        String hostName =
                node.store()
                        .find(invocation.endpointId())
                        .map(stored -> stored.endpoint().interfaceName())
                        .orElseGet(() -> HostInterfaceName.of(invocation));
        interfaces.locked(
                hostName, () -> removal.remove(invocation.endpointId(), invocation, config));
    }

    /// The version to answer in: the one asked for where it can be told and is spoken.
    private static String version(byte[] stdin) {
        try {
            ObjectNode document = JsonFields.object(stdin, "stdin");
            String asked = JsonFields.text(document, "cniVersion");
            boolean spoken =
                    Arrays.stream(SpecVersion.values()).anyMatch(v -> v.toString().equals(asked));
            return spoken ? asked : SpecVersion.newest().toString();
        } catch (CniException e) {
            return SpecVersion.newest().toString();
        }
    }
}
