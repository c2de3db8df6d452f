package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.kernel.DataplaneConfig;
import io.gingham.agent.kernel.IptablesCommands;
import io.gingham.agent.kernel.PolicyDataplane;
import io.gingham.agent.kernel.Receipt;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.Sysctl;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.program.Compiler;
import io.gingham.policy.program.Program;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compiles the cluster's state as it is now, and brings the kernel to it. Runs on the agent's
/// loop; what is in force may be read by any thread. Nothing is written before every kind has been
/// listed: the kernel keeps what an earlier agent left.
public final class PolicyEnforcement {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyEnforcement.class);

    private final String node;
    private final ClusterView cluster;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final ProcessRunner runner;
    private final IptablesCommands iptables;
    private final EndpointGate gate;
    private final GoneConnections gone;

    private @Nullable PolicyDataplane dataplane;
    private RulesSettings settings = RulesSettings.of("", Map.of(), Map.of());
    private Set<String> reported = Set.of();

    private volatile Optional<InForce> inForce = Optional.empty();
    private volatile List<String> problems = List.of();
    private volatile long ruleLines;
    private volatile long setLines;

    /// @param endpoints the pods that are wired on this node now
    /// @param forget makes the kernel forget the connections of addresses; how many there were
    /// @param obstacle why the loop can't enforce now; empty if nothing is known to be wrong
    public PolicyEnforcement(
            String node,
            ClusterView cluster,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            ProcessRunner runner,
            ToIntFunction<Set<IpAddress>> forget,
            Supplier<String> obstacle) {
        this.node = node;
        this.cluster = cluster;
        this.endpoints = endpoints;
        this.runner = runner;
        this.iptables = IptablesCommands.detect(runner);
        this.gone = new GoneConnections(forget);
        this.gate = new EndpointGate(() -> cluster.isInSync() ? obstacle.get() : notListedYet());
    }

    public PolicyGate gate() {
        return gate;
    }

    /// @param refresh true to read the kernel anew and repair what others changed
    public void run(boolean refresh) {
        if (!cluster.isInSync()) {
            return;
        }
        SortedMap<ResourceKey, Versioned<Namespace>> namespaces = cluster.namespaces();
        SortedMap<ResourceKey, Versioned<Pod>> pods = cluster.pods();
        SortedMap<ResourceKey, Versioned<NetworkPolicy>> policies = cluster.policies();
        List<WorkloadEndpoint> wired = List.copyOf(endpoints.get());
        ClusterState state =
                ClusterState.of(
                        values(namespaces),
                        values(pods),
                        values(policies),
                        wired.stream().map(PolicyEnforcement::endpoint).toList());
        Program program = Compiler.compile(state, node);
        PolicyDataplane target = dataplane();
        if (refresh) {
            count(target.resync());
        }
        count(target.apply(program));
        inForce =
                Optional.of(
                        new InForce(
                                Map.of(
                                        "Namespace", InForce.versionsOf(namespaces),
                                        "Pod", InForce.versionsOf(pods),
                                        "NetworkPolicy", InForce.versionsOf(policies)),
                                state,
                                program,
                                enforced(wired, state)));
        gone.update(wired);
        gate.enforced(inForce.get().enforced());
        report(policies);
    }

    /// What the rules in the kernel are made of; empty until the first time they are written.
    public Optional<InForce> inForce() {
        return inForce;
    }

    /// What the operator should know of, as sentences.
    public List<String> problems() {
        return problems;
    }

    /// Lines given to iptables-restore since the start.
    public long ruleLines() {
        return ruleLines;
    }

    /// Sets and members added and removed since the start.
    public long setLines() {
        return setLines;
    }

    /// A new one when settings change: it reads the kernel and finds what differs.
    private PolicyDataplane dataplane() {
        RulesSettings now = RulesSettings.of(node, cluster.felixConfigurations(), cluster.pools());
        PolicyDataplane current = dataplane;
        if (current == null || !now.rules().equals(settings.rules())) {
            current =
                    new PolicyDataplane(
                            new DataplaneConfig(now.rules(), families(), iptables, "ipset"),
                            runner);
            dataplane = current;
        }
        settings = now;
        return current;
    }

    private String notListedYet() {
        String outage = cluster.outage();
        return "the API server's objects have not all been listed yet"
                + (outage.isEmpty() ? "" : ": " + outage);
    }

    /// A kernel without IPv6 has no rules for it, and no packets.
    private static List<IpFamily> families() {
        boolean ipv6 = Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").exists();
        return ipv6 ? List.of(IpFamily.IPV4, IpFamily.IPV6) : List.of(IpFamily.IPV4);
    }

    private static Set<EndpointId> enforced(List<WorkloadEndpoint> wired, ClusterState state) {
        Set<EndpointId> ids = new HashSet<>();
        for (WorkloadEndpoint endpoint : wired) {
            if (state.podOf(endpoint(endpoint)).isPresent()) {
                ids.add(endpoint.id());
            }
        }
        return ids;
    }

    private static Endpoint endpoint(WorkloadEndpoint wired) {
        return new Endpoint(
                new PodKey(wired.namespace(), wired.pod()),
                wired.podUid(),
                wired.interfaceName(),
                wired.ips());
    }

    private void count(Receipt receipt) {
        ruleLines += receipt.tables().stream().mapToLong(Receipt.TableWrite::lines).sum();
        setLines +=
                receipt.setsCreated().size()
                        + receipt.setsDestroyed().size()
                        + receipt.membersAdded()
                        + receipt.membersRemoved();
    }

    /// Each policy that can't be compiled is said once, and stays a problem as long as it is there.
    private void report(SortedMap<ResourceKey, Versioned<NetworkPolicy>> policies) {
        Set<String> now = new TreeSet<>(settings.problems());
        for (Versioned<NetworkPolicy> policy : policies.values()) {
            if (policy.value() instanceof NetworkPolicy.Invalid invalid) {
                now.add(
                        "NetworkPolicy "
                                + invalid.key()
                                + " can't be compiled and denies all to the pods it selects: "
                                + invalid.reason());
            }
        }
        now.stream().filter(problem -> !reported.contains(problem)).forEach(LOG::warn);
        reported = now;
        problems = List.copyOf(now);
    }

    private static <V> List<V> values(SortedMap<ResourceKey, Versioned<V>> objects) {
        List<V> values = new ArrayList<>(objects.size());
        objects.values().forEach(versioned -> values.add(versioned.value()));
        return values;
    }
}
