package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.overlay.PoolModes;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.AgentStatus.EndpointView;
import io.gingham.agent.status.StatusDraft;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.policy.calc.Flush;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Brings the kernel to what the cluster's state, as it is now, compiles to. Nothing is written
/// before every kind has been listed: the kernel keeps what an earlier agent left.
///
/// The order of a run is what the promises hang on: the kernel is written, then what is in force is
/// said, then the connections of pods that are gone are forgotten where a new pod has the address,
/// and only then ADDs are let through.
public final class PolicyPart implements Part {

    public static final String NAME = "policy";

    private final String node;
    private final ClusterFeed cluster;
    private final Pods pods;
    private final Intake intake;
    private final ProgramView program;
    private final Target target;
    private final Receipts receipts = new Receipts();
    private final Admission admission;
    private final Runnable written;

    private @Nullable SettingsOf settingsOf;

    private volatile Standing standing = new Standing(Optional.empty(), List.of(), 0, 0);

    /// Settings, and what they were made of.
    private record SettingsOf(
            Map<String, FelixConfigurationSpec> felix,
            Map<String, IPPoolSpec> pools,
            RulesSettings settings) {}

    /// What a run has left.
    ///
    /// @param ruleLines given to iptables-restore since the start
    /// @param setLines sets and members added and removed since the start
    private record Standing(
            Optional<InForce> inForce, List<Problem> problems, long ruleLines, long setLines) {

        Standing after(Receipt receipt) {
            long rules = receipt.tables().stream().mapToLong(Receipt.TableWrite::lines).sum();
            long sets =
                    receipt.setsCreated().size()
                            + receipt.setsDestroyed().size()
                            + receipt.membersAdded()
                            + receipt.membersRemoved();
            return new Standing(inForce, problems, ruleLines + rules, setLines + sets);
        }

        Standing with(InForce now, List<Problem> problemsNow) {
            return new Standing(Optional.of(now), problemsNow, ruleLines, setLines);
        }
    }

    /// @param forget makes the kernel forget the connections of addresses; how many there were
    /// @param again asks for a run in so long
    /// @param failure why this part's last run failed; empty if it did not
    /// @param written called after each run that brought all into force
    public PolicyPart(
            String node,
            ClusterFeed cluster,
            Pods pods,
            PolicyInbox inbox,
            BackendChoice backends,
            ToIntFunction<Set<IpAddress>> forget,
            Consumer<Duration> again,
            Supplier<String> failure,
            Runnable written) {
        this.node = node;
        this.cluster = cluster;
        this.pods = pods;
        this.intake = new Intake(node, inbox);
        this.program = new ProgramView(node);
        this.target = new Target(program.program(), backends);
        this.admission =
                new Admission(
                        node,
                        cluster,
                        program,
                        new GoneConnections(forget, System::nanoTime, again),
                        this::inForce,
                        failure);
        this.written = written;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return RefreshIntervals.of(node, cluster.felixConfigurations()).policy();
    }

    /// @param refresh true to read the kernel anew and repair what others changed
    @Override
    public void run(boolean refresh) {
        // Asked first: a cache is in sync only after its objects are in the inbox.
        boolean inSync = cluster.isInSync();
        intake.takeIn();
        if (!inSync) {
            return;
        }
        List<WorkloadEndpoint> wired = List.copyOf(pods.wired());
        Flush flush = intake.flush(wired);
        program.apply(flush.updates());
        target.told(flush.updates());
        receipts.note(flush.receipts());
        RulesSettings settings = settings();
        standing = standing.after(target.apply(rules(settings), refresh));
        receipts.confirm();
        InForce now =
                new InForce(receipts.versions(), admission.enforced(wired, target.takeApplied()));
        standing = standing.with(now, problems(settings));
        admission.open(wired, now.enforced());
        written.run();
        target.tidy();
        admission.tidy();
    }

    /// Nodes come and go: what is known of them is asked only where packets are encapsulated.
    private RulesConfig rules(RulesSettings settings) {
        PoolModes modes = PoolModes.of(cluster.pools());
        RulesConfig rules = settings.rules().withSources(pods.sources());
        return modes.encapsulateNothing()
                ? rules
                : rules.withTunnels(modes.tunnels(cluster.nodes()));
    }

    private RulesSettings settings() {
        Map<String, FelixConfigurationSpec> felix = cluster.felixConfigurations();
        Map<String, IPPoolSpec> pools = cluster.pools();
        SettingsOf known = settingsOf;
        if (known == null || !known.felix().equals(felix) || !known.pools().equals(pools)) {
            known =
                    new SettingsOf(
                            Map.copyOf(felix),
                            Map.copyOf(pools),
                            RulesSettings.of(node, felix, pools));
            settingsOf = known;
        }
        return known.settings();
    }

    private List<Problem> problems(RulesSettings settings) {
        List<Problem> all = new ArrayList<>(intake.problems());
        settings.problems()
                .forEach(problem -> all.add(Problem.note("policy-settings", "", problem)));
        return all;
    }

    /// For ADD, CHECK and STATUS.
    ///
    /// @param loop where [#run] is called
    /// @param repair asks for a run, which repairs what a look at the kernel found
    public PolicyGate gate(Executor loop, Runnable repair) {
        return admission.gate(loop, target::drift, repair);
    }

    @Override
    public Health health(String failure) {
        Standing now = standing;
        List<Problem> problems = new ArrayList<>(now.problems());
        if (!failure.isEmpty()) {
            problems.addFirst(Problem.failed(NAME, failure));
        }
        if (now.inForce().isEmpty()) {
            return Health.obstacle("policy is not in the kernel yet: " + failure, problems);
        }
        return failure.isEmpty()
                ? Health.of(problems)
                : Health.obstacle("policy can't be brought into the kernel: " + failure, problems);
    }

    @Override
    public void show(StatusDraft status) {
        Standing now = standing;
        if (now.inForce().isEmpty()) {
            status.notInSync();
        }
        status.inForce(now.inForce().map(InForce::versions).orElse(Map.of()));
        status.endpoints(
                pods.wired().stream().map(endpoint -> view(endpoint, now.inForce())).toList());
        status.rulesWritten(now.ruleLines(), now.setLines());
    }

    private static EndpointView view(WorkloadEndpoint endpoint, Optional<InForce> inForce) {
        return new EndpointView(
                endpoint.displayName(),
                endpoint.interfaceName(),
                endpoint.ips().stream().map(IpAddress::toString).toList(),
                inForce.map(now -> now.enforced().contains(endpoint.id())).orElse(false));
    }

    /// What the rules in the kernel are made of; empty until the first time they are written.
    public Optional<InForce> inForce() {
        return standing.inForce();
    }

    public ProgramView program() {
        return program;
    }

    /// All that policy depends on, as last seen, the pods wired here included.
    public ClusterState state() {
        List<Resource> resources = new ArrayList<>(cluster.resources());
        pods.wired().forEach(endpoint -> resources.add(WiredPods.endpoint(endpoint)));
        return ClusterState.of(resources);
    }
}
