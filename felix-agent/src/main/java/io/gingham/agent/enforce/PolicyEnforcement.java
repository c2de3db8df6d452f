package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.cluster.ResourceChange;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.PolicyDataplane;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.RuleBackend;
import io.gingham.dataplane.rules.Names;
import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.calc.Flush;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the kernel to what the cluster's state, as it is now, compiles to. Runs on the agent's
/// loop; what is in force may be read by any thread. Nothing is written before every kind has been
/// listed: the kernel keeps what an earlier agent left.
public final class PolicyEnforcement {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyEnforcement.class);

    private final String node;
    private final ClusterView cluster;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final BackendChoice backends;
    private final Supplier<String> obstacle;
    private final EndpointGate gate;
    private final GoneConnections gone;

    private final PolicyInbox inbox;
    private final CalcGraph graph;
    private final Map<ResourceKey, List<String>> notUnderstood = new TreeMap<>();

    /// Receipts of the graph that are not in the kernel yet; the version of what is gone is empty.
    private final Map<ResourceKey, String> unconfirmed = new TreeMap<>();

    /// Read by whoever asks for the status.
    private final Map<String, Map<String, String>> versions = new ConcurrentSkipListMap<>();

    private Map<ResourceKey, Endpoint> givenEndpoints = Map.of();

    /// Read by whoever explains; every access holds its lock.
    private final Program program;

    /// What the program has taken in, and the dataplane has not.
    private final List<ProgramUpdate> untold = new ArrayList<>();

    private @Nullable PolicyDataplane dataplane;
    private @Nullable RuleBackend backend;
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
            PolicyInbox inbox,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            BackendChoice backends,
            ToIntFunction<Set<IpAddress>> forget,
            Supplier<String> obstacle) {
        this.node = node;
        this.cluster = cluster;
        this.inbox = inbox;
        this.graph = new CalcGraph(node);
        this.program = new Program(node);
        this.endpoints = endpoints;
        this.backends = backends;
        this.gone = new GoneConnections(forget);
        this.obstacle = obstacle;
        this.gate = new EndpointGate(this::whyNotEnforced, this::whatIsMissing);
    }

    /// @param loop where [#run] is called
    /// @param repair asks for a run, which repairs what the look found
    public PolicyGate gate(Executor loop, Runnable repair) {
        return new KernelGate(
                gate, this::whyNothingIsEnforced, new KernelLook(loop, this::drift, repair));
    }

    /// @param refresh true to read the kernel anew and repair what others changed
    public void run(boolean refresh) {
        // Asked first: a cache is in sync only after its objects are in the inbox.
        boolean inSync = cluster.isInSync();
        List<ResourceChange> changes = inbox.drain();
        changes.forEach(change -> graph.onUpdate(change.delta(), change.version()));
        changes.forEach(this::remember);
        if (!inSync) {
            return;
        }
        List<WorkloadEndpoint> wired = List.copyOf(endpoints.get());
        give(wired);
        graph.onInSync();
        Flush flush = graph.flush();
        synchronized (program) {
            program.apply(flush.updates());
        }
        unconfirmed.putAll(flush.receipts());
        if (refresh) {
            backends.look();
        }
        untold.addAll(flush.updates());
        PolicyDataplane target = dataplane();
        List<ProgramUpdate> updates = List.copyOf(untold);
        untold.clear();
        count(target.apply(updates));
        if (refresh) {
            count(target.resync());
        }
        confirm();
        inForce = Optional.of(new InForce(Collections.unmodifiableMap(versions), enforced(wired)));
        gone.update(wired);
        gate.enforced(inForce.get().enforced());
        target.tidy();
        report();
    }

    /// What of this node's rules in the kernel is no longer as it was written, as sentences. Runs
    /// on the agent's loop; what it finds the next run repairs.
    List<String> drift(boolean withSets) {
        PolicyDataplane current = dataplane;
        return current == null ? List.of() : current.drift(withSets);
    }

    private void remember(ResourceChange change) {
        if (change.problems().isEmpty()) {
            notUnderstood.remove(change.delta().key());
        } else {
            notUnderstood.put(change.delta().key(), change.problems());
        }
    }

    /// What the graph has put into the program is in the kernel now.
    private void confirm() {
        unconfirmed.forEach(
                (key, version) -> {
                    Map<String, String> ofKind =
                            versions.computeIfAbsent(
                                    key.kind().resourceName(), k -> new ConcurrentSkipListMap<>());
                    if (version.isEmpty()) {
                        ofKind.remove(key.path());
                    } else {
                        ofKind.put(key.path(), version);
                    }
                });
        unconfirmed.clear();
    }

    /// Tells the graph which pods are wired.
    private void give(List<WorkloadEndpoint> wired) {
        Map<ResourceKey, Endpoint> now = new HashMap<>();
        for (WorkloadEndpoint endpoint : wired) {
            Endpoint converted = endpoint(endpoint);
            now.put(converted.resourceKey(), converted);
        }
        givenEndpoints.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> graph.onUpdate(Delta.remove(key), ""));
        now.forEach(
                (key, endpoint) -> {
                    if (!endpoint.equals(givenEndpoints.get(key))) {
                        graph.onUpdate(Delta.put(key, endpoint), "");
                    }
                });
        givenEndpoints = now;
    }

    /// What this node's rules say of a flow.
    public Verdict decide(Flow flow) {
        synchronized (program) {
            return Interpreter.decide(program, flow);
        }
    }

    /// The kernel's chain that holds a policy's rules, if they are on this node.
    public Optional<String> chainOf(ResourceKey policy, Direction direction) {
        synchronized (program) {
            return program.chains().values().stream()
                    .filter(chain -> chain.resource().equals(policy))
                    .filter(chain -> chain.direction() == direction)
                    .map(chain -> Names.policy(direction, chain.id()))
                    .findFirst();
        }
    }

    /// All that policy depends on, as last seen, the pods wired here included.
    public ClusterState state() {
        List<Resource> resources = cluster.resources();
        endpoints.get().forEach(endpoint -> resources.add(endpoint(endpoint)));
        return ClusterState.of(resources);
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

    /// A new one when settings change, or the backend: it reads the kernel and finds what differs.
    private PolicyDataplane dataplane() {
        RulesSettings now = RulesSettings.of(node, cluster.felixConfigurations(), cluster.pools());
        PolicyDataplane current = dataplane;
        RuleBackend used = backends.backend();
        if (current == null || used != backend || !now.rules().equals(settings.rules())) {
            current = new PolicyDataplane(program, now.rules(), backends.families(), used);
            dataplane = current;
            backend = used;
        }
        settings = now;
        return current;
    }

    /// Why an ADD waits: what keeps all endpoints from being enforced, or this one.
    private String whyNotEnforced(WorkloadEndpoint endpoint) {
        if (!cluster.isInSync()) {
            return notListedYet();
        }
        String failure = obstacle.get();
        if (!failure.isEmpty()) {
            return failure;
        }
        String outage = cluster.outage();
        return whyClosed(endpoint) + (outage.isEmpty() ? "" : "; and " + outage);
    }

    private String whyClosed(WorkloadEndpoint endpoint) {
        EndpointProgram compiled;
        synchronized (program) {
            compiled = program.endpoints().get(endpoint.interfaceName());
        }
        if (compiled == null) {
            return "the rules of this pod are not made yet";
        }
        return compiled.ingress() instanceof Gate.Closed(String reason)
                ? reason + whereItIs(compiled.pod())
                : "its rules are about to be written";
    }

    /// What more the API server says of where the pod is.
    private String whereItIs(PodKey key) {
        Optional<Pod> shown =
                cluster.resources().stream()
                        .filter(Pod.class::isInstance)
                        .map(Pod.class::cast)
                        .filter(pod -> pod.key().equals(key))
                        .findFirst();
        if (shown.isEmpty()) {
            return "; is it bound to this node, and not deleted again?";
        }
        return shown.get().node().equals(node)
                ? ""
                : shown.get().node().isEmpty()
                        ? ", which is bound to no node yet"
                        : ", which is bound to node " + shown.get().node() + ", not to this one";
    }

    /// Why no ADD would succeed now. While an agent starts, an ADD only has to wait.
    private Optional<String> whyNothingIsEnforced() {
        String failure = obstacle.get();
        if (!failure.isEmpty()) {
            return Optional.of("policy can't be brought into the kernel: " + failure);
        }
        return cluster.isInSync() || cluster.outage().isEmpty()
                ? Optional.empty()
                : Optional.of(notListedYet());
    }

    /// What of an endpoint's rules is not in the kernel.
    private Optional<String> whatIsMissing(WorkloadEndpoint endpoint) {
        String failure = obstacle.get();
        if (!failure.isEmpty()) {
            return Optional.of("its policy can't be brought into the kernel: " + failure);
        }
        boolean enforced = inForce.map(now -> now.enforced().contains(endpoint.id())).orElse(false);
        return enforced
                ? Optional.empty()
                : Optional.of("its policy is not in force: " + whyNotEnforced(endpoint));
    }

    private String notListedYet() {
        String outage = cluster.outage();
        return "the API server's objects have not all been listed yet"
                + (outage.isEmpty() ? "" : ": " + outage);
    }

    /// Those whose pod is known.
    private Set<EndpointId> enforced(List<WorkloadEndpoint> wired) {
        Set<EndpointId> ids = new HashSet<>();
        for (WorkloadEndpoint endpoint : wired) {
            EndpointProgram compiled = program.endpoints().get(endpoint.interfaceName());
            if (compiled != null && !(compiled.ingress() instanceof Gate.Closed)) {
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

    /// What isn't understood is said once, and stays a problem as long as it is there.
    private void report() {
        Set<String> now = new TreeSet<>(settings.problems());
        notUnderstood.forEach(
                (key, faults) ->
                        now.add(
                                key
                                        + " is not understood, and fails closed: "
                                        + String.join("; ", faults)));
        now.stream().filter(problem -> !reported.contains(problem)).forEach(LOG::warn);
        reported = now;
        problems = List.copyOf(now);
    }
}
