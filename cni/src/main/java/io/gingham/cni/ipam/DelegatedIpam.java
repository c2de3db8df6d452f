package io.gingham.cni.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Runs the IPAM plugin of a network configuration. Errors of the plugin keep their code and words.
public final class DelegatedIpam implements Ipam {

    /// In the environment of the plugins that this agent runs: one of them that runs us again must
    /// not be served, and one that outlives the agent is known by it. Its value is the socket.
    public static final String MARK = "CNI_GINGHAM";

    private static final Set<String> IPAM = Set.of("ipam");

    /// What a plugin may write, in bytes.
    private static final int OUTPUT_LIMIT = 1 << 20;

    /// What setsid(1) and shells answer for a program that can't be run.
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);

    private final ProcessRunner runner;
    private final PodCidrs podCidrs;
    private final String socket;

    /// Executables that refused CNI 1.1.0.
    private final Set<IpamPlugin> speaksOnlyOld = ConcurrentHashMap.newKeySet();

    /// @param limit how long the plugin may run
    /// @param socket of this agent
    public DelegatedIpam(Duration limit, PodCidrs podCidrs, Path socket) {
        this.runner = ProcessRunner.confined(limit, OUTPUT_LIMIT);
        this.podCidrs = podCidrs;
        this.socket = socket.toString();
    }

    /// What the environment of every plugin holds that an agent of this socket starts.
    public static String mark(Path socket) {
        return MARK + "=" + socket;
    }

    /// The plugin runs when the supplier is asked.
    @Override
    public Supplier<CniResult> allocate(Invocation invocation, NetworkConfig config) {
        IpamPlugin plugin = find(invocation.environment(), config);
        List<IpPrefix> cidrs = podCidrs.podCidrs();
        UnaryOperator<ObjectNode> substitution = keys -> allocation(keys, cidrs);
        boolean old = speaksOnlyOld.contains(plugin);
        byte[] document = document(config, old, substitution);
        Map<String, String> environment = invocation.environment();
        return () -> {
            ProcessResult first = start(plugin, config, environment, document);
            byte[] output =
                    settled(CniCommand.ADD, plugin, environment, config, old, first, substitution);
            CniResult result =
                    JsonFields.read(output, plugin(config) + "'s result", ResultCodec::read);
            if (result.ips().isEmpty()) {
                throw new CniException(
                        CniErrorCode.INVALID_CONFIG, plugin(config) + " returned no address");
            }
            if (!result.interfaces().isEmpty()) {
                throw new CniException(
                        CniErrorCode.INVALID_CONFIG,
                        plugin(config) + " returned interfaces: it is no IPAM plugin",
                        "expected one such as host-local");
            }
            return result;
        };
    }

    /// Needs nothing but the configuration. To what this agent never added, a plugin that is not
    /// there gave nothing.
    @Override
    public void release(Map<String, String> environment, NetworkConfig config, boolean wasAdded) {
        boolean gaveNone =
                !wasAdded && IpamPlugin.isAbsent(config, environment.getOrDefault("CNI_PATH", ""));
        if (!gaveNone) {
            release(environment, config);
        }
    }

    private void release(Map<String, String> environment, NetworkConfig config) {
        boolean gaveNone =
                config.ipamType().isEmpty()
                        || environment.containsKey(MARK)
                        || IpamPlugin.isNone(config, environment.getOrDefault("CNI_PATH", ""));
        if (!gaveNone) {
            run(CniCommand.DEL, environment, config, PodCidrSubstitution::forRelease);
        }
    }

    @Override
    public void check(Invocation invocation, NetworkConfig config) {
        List<IpPrefix> cidrs = podCidrs.podCidrs();
        run(CniCommand.CHECK, invocation.environment(), config, keys -> allocation(keys, cidrs));
    }

    @Override
    public void status(Invocation invocation, NetworkConfig config) {
        if (podCidrs.podCidrs().isEmpty()
                && config.document().read(IPAM, Set.of(), PodCidrSubstitution::isNeeded)) {
            throw new CniException(CniErrorCode.NOT_AVAILABLE, "this node has no podCIDR yet");
        }
        runIfKnown(CniCommand.STATUS, invocation, config);
    }

    @Override
    public void collect(Invocation invocation, NetworkConfig config) {
        runIfKnown(CniCommand.GC, invocation, config);
    }

    /// Plugins older than CNI 1.1 don't know STATUS and GC: they complain about the verb, the
    /// version, or the attachment they miss.
    private void runIfKnown(CniCommand command, Invocation invocation, NetworkConfig config) {
        if (config.ipamType().isEmpty()) {
            return;
        }
        List<IpPrefix> cidrs = podCidrs.podCidrs();
        UnaryOperator<ObjectNode> substitution =
                cidrs.isEmpty() ? PodCidrSubstitution::forRelease : keys -> allocation(keys, cidrs);
        try {
            run(command, invocation.environment(), config, substitution);
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

    private static ObjectNode allocation(ObjectNode keys, List<IpPrefix> cidrs) {
        return PodCidrSubstitution.forAllocation(keys, cidrs);
    }

    private static IpamPlugin find(Map<String, String> environment, NetworkConfig config) {
        if (environment.containsKey(MARK)) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    "this request comes from an IPAM plugin that this agent runs",
                    "an IPAM plugin gives out addresses; it does not run plugins that make"
                            + " interfaces");
        }
        return IpamPlugin.find(config, environment.getOrDefault("CNI_PATH", ""));
    }

    private void run(
            CniCommand command,
            Map<String, String> environment,
            NetworkConfig config,
            UnaryOperator<ObjectNode> substitution) {
        IpamPlugin plugin = find(environment, config);
        boolean old = speaksOnlyOld.contains(plugin);
        ProcessResult first =
                start(plugin, config, environment, document(config, old, substitution));
        settled(command, plugin, environment, config, old, first, substitution);
    }

    /// A plugin older than CNI 1.1 is asked again in the words of 1.0.0, which say the same to an
    /// IPAM plugin.
    ///
    /// @param old whether it was asked in these words
    private byte[] settled(
            CniCommand command,
            IpamPlugin plugin,
            Map<String, String> environment,
            NetworkConfig config,
            boolean old,
            ProcessResult result,
            UnaryOperator<ObjectNode> substitution) {
        if (result.succeeded()) {
            return result.stdout();
        }
        CniException refusal = refusal(command, config, result);
        boolean tooNew =
                refusal.is(CniErrorCode.INCOMPATIBLE_VERSION)
                        && config.version().isAtLeast(SpecVersion.V1_1_0)
                        && !old;
        if (!tooNew) {
            throw refusal;
        }
        speaksOnlyOld.add(plugin);
        ProcessResult second =
                start(plugin, config, environment, document(config, true, substitution));
        return settled(command, plugin, environment, config, true, second, substitution);
    }

    private ProcessResult start(
            IpamPlugin plugin,
            NetworkConfig config,
            Map<String, String> environment,
            byte[] document) {
        Map<String, String> marked = new HashMap<>(environment);
        marked.put(MARK, socket);
        try {
            return runner.run(List.of(plugin.executable().toString()), document, marked);
        } catch (ProcessException e) {
            throw new CniException(
                            CniErrorCode.IO_FAILURE,
                            plugin(config) + " could not be run",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    /// The configuration as the plugin gets it.
    private static byte[] document(
            NetworkConfig config, boolean old, UnaryOperator<ObjectNode> substitution) {
        return config.document()
                .read(
                        IPAM,
                        Set.of(),
                        keys -> {
                            Map<String, JsonNode> replaced = new HashMap<>();
                            if (PodCidrSubstitution.isNeeded(keys)) {
                                replaced.put("ipam", substitution.apply(keys).path("ipam"));
                            }
                            if (old && config.version() == SpecVersion.V1_1_0) {
                                replaced.put(
                                        "cniVersion",
                                        TextNode.valueOf(SpecVersion.V1_0_0.toString()));
                            }
                            return config.document().with(replaced, Set.of());
                        });
    }

    private static CniException refusal(
            CniCommand command, NetworkConfig config, ProcessResult result) {
        String what = plugin(config) + " failed " + command;
        if (NOT_RUN.contains(result.exitCode()) && result.stdout().length == 0) {
            return new CniException(
                    CniErrorCode.IO_FAILURE,
                    plugin(config) + " could not be run",
                    result.stderr().strip());
        }
        try {
            return JsonFields.read(result.stdout(), what, error -> refusal(what, error));
        } catch (CniException notAnError) {
            return new CniException(
                    CniErrorCode.INTERNAL,
                    what + " with exit code " + result.exitCode(),
                    result.stderr().isBlank() ? result.stdoutText() : result.stderr().strip());
        }
    }

    private static CniException refusal(String what, ObjectNode error) {
        int code = JsonFields.number(error, "code", CniErrorCode.INTERNAL.number());
        return new CniException(
                code == 0 ? CniErrorCode.INTERNAL.number() : code,
                what + ": " + JsonFields.text(error, "msg"),
                JsonFields.text(error, "details"));
    }

    private static String plugin(NetworkConfig config) {
        return "IPAM plugin " + config.ipamType();
    }
}
