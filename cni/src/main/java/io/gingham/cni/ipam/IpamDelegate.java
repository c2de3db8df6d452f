package io.gingham.cni.ipam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.PodCidrs;
import io.gingham.cni.spec.CniCommand;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.JsonFields;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.spec.ResultCodec;
import io.gingham.cni.spec.SpecVersion;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Runs the IPAM plugin of a network configuration. Errors of the plugin keep their code and words.
public final class IpamDelegate {

    private final ProcessRunner runner;
    private final PodCidrs podCidrs;

    /// Executables that refused CNI 1.1.0.
    private final Set<String> speaksOnlyOld = ConcurrentHashMap.newKeySet();

    /// @param limit how long the plugin may run
    public IpamDelegate(Duration limit, PodCidrs podCidrs) {
        this.runner = new ProcessRunner(limit);
        this.podCidrs = podCidrs;
    }

    /// The addresses for a container: at least one. What is wrong with the request itself is thrown
    /// at once; the plugin runs when the supplier is asked.
    public Supplier<CniResult> add(Invocation invocation, NetworkConfig config) {
        ObjectNode document =
                PodCidrSubstitution.forAllocation(config.document(), podCidrs.podCidrs());
        return () -> {
            byte[] output = run(CniCommand.ADD, invocation.environment(), config, document);
            CniResult result =
                    ResultCodec.read(JsonFields.object(output, plugin(config) + "'s result"));
            if (result.ips().isEmpty()) {
                throw new CniException(
                        CniErrorCode.INVALID_CONFIG, plugin(config) + " returned no address");
            }
            return result;
        };
    }

    /// Releases the container's addresses; none is success. Needs nothing but the configuration.
    public void delete(Invocation invocation, NetworkConfig config) {
        delete(invocation.environmentFor(CniCommand.DEL), config);
    }

    /// @param environment of a DEL, with the attachment it is for
    public void delete(Map<String, String> environment, NetworkConfig config) {
        if (!config.ipamType().isEmpty()) {
            ObjectNode document = PodCidrSubstitution.forRelease(config.document());
            run(CniCommand.DEL, environment, config, document);
        }
    }

    /// @throws CniException what the plugin says
    public void check(Invocation invocation, NetworkConfig config) {
        ObjectNode document =
                PodCidrSubstitution.forAllocation(config.document(), podCidrs.podCidrs());
        run(CniCommand.CHECK, invocation.environment(), config, document);
    }

    /// Whether addresses can be had now, as far as it can be known.
    ///
    /// @throws CniException NOT_AVAILABLE, or what the plugin says
    public void status(Invocation invocation, NetworkConfig config) {
        if (PodCidrSubstitution.isNeeded(config.document()) && podCidrs.podCidrs().isEmpty()) {
            throw new CniException(CniErrorCode.NOT_AVAILABLE, "this node has no podCIDR yet");
        }
        runIfKnown(CniCommand.STATUS, invocation, config);
    }

    public void collectGarbage(Invocation invocation, NetworkConfig config) {
        runIfKnown(CniCommand.GC, invocation, config);
    }

    /// Plugins older than CNI 1.1 don't know STATUS and GC: they complain about the verb, the
    /// version, or the attachment they miss.
    private void runIfKnown(CniCommand command, Invocation invocation, NetworkConfig config) {
        if (config.ipamType().isEmpty()) {
            return;
        }
        ObjectNode document =
                podCidrs.podCidrs().isEmpty()
                        ? PodCidrSubstitution.forRelease(config.document())
                        : PodCidrSubstitution.forAllocation(config.document(), podCidrs.podCidrs());
        try {
            run(command, invocation.environment(), config, document);
        } catch (CniException e) {
            boolean unknown =
                    e.is(CniErrorCode.INVALID_ENVIRONMENT)
                            || e.is(CniErrorCode.UNKNOWN_CONTAINER)
                            || e.is(CniErrorCode.INCOMPATIBLE_VERSION);
            if (!unknown) {
                throw e;
            }
        }
    }

    /// A plugin older than CNI 1.1 is asked again in the words of 1.0.0, which say the same to an
    /// IPAM plugin.
    private byte[] run(
            CniCommand command,
            Map<String, String> environment,
            NetworkConfig config,
            ObjectNode document) {
        String executable = find(config, environment.getOrDefault("CNI_PATH", "")).toString();
        boolean old = speaksOnlyOld.contains(executable);
        ProcessResult result =
                start(executable, config, environment, old ? aged(document) : document);
        if (result.succeeded()) {
            return result.stdout();
        }
        CniException refusal = refusal(command, config, result);
        boolean tooNew =
                refusal.is(CniErrorCode.INCOMPATIBLE_VERSION)
                        && config.version().isAtLeast(SpecVersion.V1_1_0)
                        && speaksOnlyOld.add(executable);
        if (tooNew) {
            return run(command, environment, config, document);
        }
        throw refusal;
    }

    private ProcessResult start(
            String executable,
            NetworkConfig config,
            Map<String, String> environment,
            ObjectNode document) {
        try {
            byte[] stdin = JsonFields.MAPPER.writeValueAsBytes(document);
            return runner.run(List.of(executable), stdin, environment);
        } catch (ProcessException | JsonProcessingException e) {
            throw new CniException(
                            CniErrorCode.IO_FAILURE,
                            plugin(config) + " could not be run",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static ObjectNode aged(ObjectNode document) {
        boolean isNew =
                JsonFields.text(document, "cniVersion").equals(SpecVersion.V1_1_0.toString());
        return isNew
                ? document.deepCopy().put("cniVersion", SpecVersion.V1_0_0.toString())
                : document;
    }

    private static CniException refusal(
            CniCommand command, NetworkConfig config, ProcessResult result) {
        String what = plugin(config) + " failed " + command;
        try {
            ObjectNode error = JsonFields.object(result.stdout(), what);
            int code = JsonFields.number(error, "code", CniErrorCode.INTERNAL.number());
            return new CniException(
                    code == 0 ? CniErrorCode.INTERNAL.number() : code,
                    what + ": " + JsonFields.text(error, "msg"),
                    JsonFields.text(error, "details"));
        } catch (CniException notAnError) {
            return new CniException(
                    CniErrorCode.INTERNAL,
                    what + " with exit code " + result.exitCode(),
                    result.stderr().isBlank() ? result.stdoutText() : result.stderr().strip());
        }
    }

    private static Path find(NetworkConfig config, String cniPath) {
        String type = config.ipamType();
        if (type.isEmpty() || type.contains("/") || type.equals(".") || type.equals("..")) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    type.isEmpty()
                            ? "the network configuration has no ipam.type"
                            : "ipam.type '" + type + "' is not a plain file name",
                    "expected the name of an IPAM plugin, such as host-local");
        }
        for (String folder : cniPath.split(":", -1)) {
            Path candidate = candidate(folder, type);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new CniException(
                CniErrorCode.INVALID_CONFIG,
                "IPAM plugin '" + type + "' not found",
                "CNI_PATH is '" + cniPath + "'");
    }

    private static Path candidate(String folder, String type) {
        try {
            return Path.of(folder.isEmpty() ? "." : folder, type);
        } catch (InvalidPathException e) {
            throw new CniException(
                            CniErrorCode.INVALID_ENVIRONMENT,
                            "CNI_PATH holds what is no path",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static String plugin(NetworkConfig config) {
        return "IPAM plugin " + config.ipamType();
    }
}
