package io.gingham.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.agent.bgp.FibSync;
import io.gingham.agent.bgp.Passwords;
import io.gingham.agent.bgp.PeerSecrets;
import io.gingham.agent.bgp.Routing;
import io.gingham.agent.cluster.ApiClient;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.cluster.HostRouteBlocks;
import io.gingham.agent.cluster.NodeCondition;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.cluster.TakenAddresses;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.enforce.PolicyEnforcement;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.agent.health.HealthServer;
import io.gingham.agent.health.Heartbeat;
import io.gingham.agent.health.Readiness;
import io.gingham.agent.install.CniInstaller;
import io.gingham.agent.install.Forwarding;
import io.gingham.agent.install.MadeFolders;
import io.gingham.agent.install.Uninstall;
import io.gingham.agent.loop.LoopTask;
import io.gingham.agent.metrics.MeasuredSpeaker;
import io.gingham.agent.metrics.MetricsOnDemand;
import io.gingham.agent.status.StatusReport;
import io.gingham.agent.status.StatusServer;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.cni.CniServer;
import io.gingham.cni.CniServerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.iptables.IptablesChoice;
import io.gingham.netlink.Conntrack;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon of one node. Its end leaves the kernel as it is: rules, routes and pods work on
/// without it.
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /// How often the installed CNI files are looked at.
    private static final Duration INSTALL_CHECK = Duration.ofSeconds(90);

    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(60);

    private final AgentConfig config;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("agent-loop").factory());
    private final KubernetesClient client;
    private final Netlink netlink = Netlink.open();
    private final Conntrack conntrack = Conntrack.open();
    private final BackendChoice backends = new IptablesChoice(new ProcessRunner(PROGRAM_LIMIT));
    private final LoopTask policyTask;
    private final LoopTask peeringTask;
    private final LoopTask routesTask;
    private final LoopTask installTask;
    private final ClusterView cluster;
    private final PolicyInbox inbox = new PolicyInbox();
    private final PolicyEnforcement enforcement;
    private final Routing routing;
    private final TakenAddresses taken;
    private final CniServer cni;
    private final StatusServer status;
    private final Optional<CniInstaller> installer;
    private final Heartbeat heartbeat = new Heartbeat();
    private final Optional<HealthServer> health;
    private final Optional<NodeCondition> condition;
    private final Readiness readiness;
    private final ScheduledExecutorService reminder =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("reminder").factory());

    public Agent(AgentConfig config) throws IOException {
        this(config, AgentTiming.DEFAULT);
    }

    Agent(AgentConfig config, AgentTiming timing) throws IOException {
        this.config = config;
        LOG.info(
                "agent of node {} starts, pid {}",
                config.nodeName(),
                ProcessHandle.current().pid());
        noteFolders(config);
        // The tasks come first: whoever sees a change asks them to run.
        policyTask =
                new LoopTask(
                        loop,
                        "policy",
                        () -> intervals().policy(),
                        refresh -> {
                            enforcement().run(refresh);
                            firstRulesAreThere();
                        });
        peeringTask =
                new LoopTask(
                        loop,
                        "peering",
                        () -> intervals().routes(),
                        refresh -> routing().peer(refresh));
        routesTask =
                new LoopTask(
                        loop,
                        "routes",
                        () -> intervals().routes(),
                        refresh -> routing().route(refresh));
        installer = config.install().map(CniInstaller::new);
        installTask = new LoopTask(loop, "install", () -> INSTALL_CHECK, refresh -> install());
        client =
                new KubernetesClientBuilder()
                        .withConfig(ApiClient.config(config.kubeconfig()))
                        .build();
        cluster =
                new ClusterView(
                        client,
                        new ClusterView.Listener(
                                change -> {
                                    inbox.put(change);
                                    policyTask.request();
                                },
                                policyTask::request,
                                () -> {
                                    policyTask.request();
                                    peeringTask.request();
                                    installTask.request();
                                }));
        enforcement =
                new PolicyEnforcement(
                        config.nodeName(),
                        cluster,
                        inbox,
                        this::endpoints,
                        backends,
                        conntrack::forget,
                        policyTask::failure);
        routing =
                new Routing(
                        config.nodeName(),
                        cluster,
                        passwords(),
                        this::endpoints,
                        this::connectedNetworks,
                        new FibSync(netlink, prefix -> routing().nextHops(prefix)),
                        routesTask::request);
        taken =
                new TakenAddresses(
                        config.nodeName(),
                        cluster::nodes,
                        cluster::resources,
                        () -> routing().peers().stream().map(PeerStatus::address).toList(),
                        () -> HostRouteBlocks.of(cluster.bgpConfigurations()));
        cni =
                new CniServer(
                        CniServerConfig.defaults()
                                .withSocket(config.cniSocket())
                                .withStateDir(config.stateDir().resolve("endpoints"))
                                .withGateLimit(timing.gate()),
                        this::podCidrs,
                        enforcement.gate(loop, policyTask::request),
                        taken,
                        delta -> {
                            policyTask.request();
                            peeringTask.request();
                        });
        status =
                new StatusServer(
                        config.statusSocket(),
                        new StatusReport(
                                config.nodeName(),
                                cluster,
                                enforcement,
                                routing,
                                this::endpoints,
                                List.of(policyTask, peeringTask, routesTask, installTask),
                                this::otherProblems));
        readiness =
                new Readiness(
                        List.of(
                                this::notListed,
                                this::notEnforced,
                                this::notConverged,
                                this::notInstalled),
                        List.of(
                                this::outage,
                                this::otherNetworks,
                                peeringTask::failure,
                                routesTask::failure,
                                installTask::failure,
                                this::cniProblems));
        health = openHealth(config);
        condition =
                installer.map(
                        present ->
                                new NodeCondition(
                                        client,
                                        config.nodeName(),
                                        () ->
                                                new NodeCondition.State(
                                                        readiness.obstacle(),
                                                        readiness.warning(),
                                                        present.stands()),
                                        () -> self().map(ClusterNode::networkUnavailable),
                                        timing.look(),
                                        timing.patience()));
    }

    public void start() throws IOException {
        new Forwarding(config.stateDir()).turnOn();
        heartbeat.beatOn(loop);
        taken.resolve(
                List.of(
                        client.getConfiguration().getMasterUrl(),
                        Objects.requireNonNullElse(System.getenv("KUBERNETES_SERVICE_HOST"), "")));
        cni.start();
        cluster.start();
        condition.ifPresent(NodeCondition::start);
        readiness.remindOn(reminder);
    }

    /// Stops without touching the kernel.
    @Override
    public void close() {
        LOG.info(
                "agent of node {} stops; rules, routes and pods stay as they are",
                config.nodeName());
        try {
            cni.close();
            condition.ifPresent(NodeCondition::close);
            reminder.shutdownNow();
            health.ifPresent(HealthServer::close);
            status.close();
            cluster.close();
            loop.shutdownNow();
            loop.awaitTermination(5, TimeUnit.SECONDS);
            routing.close();
            client.close();
            netlink.close();
            conntrack.close();
            backends.close();
        } catch (IOException e) {
            LOG.warn("stopping: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Before any part makes one.
    private static void noteFolders(AgentConfig config) {
        new MadeFolders(config.stateDir())
                .note(
                        List.of(
                                Uninstall.HOST_LOCAL,
                                config.cniSocket().resolveSibling("."),
                                config.statusSocket().resolveSibling(".")));
    }

    private Optional<HealthServer> openHealth(AgentConfig config) throws IOException {
        return config.healthPort().isPresent()
                ? Optional.of(
                        new HealthServer(
                                config.healthPort().getAsInt(),
                                heartbeat::failure,
                                readiness::obstacle,
                                new MetricsOnDemand(
                                        MeasuredSpeaker.of(() -> routing().speaker()), reminder)))
                : Optional.empty();
    }

    private Passwords passwords() {
        return new Passwords(
                new PeerSecrets(client),
                task -> Thread.ofVirtual().name("secrets").start(task),
                System::nanoTime,
                peeringTask::request);
    }

    // Why this node should not be given pods, each as a sentence or empty; the order is that in
    // which
    // an agent starts.
    private String notListed() {
        if (cluster.isInSync()) {
            return "";
        }
        String outage = cluster.outage();
        return "the API server's objects have not been listed yet"
                + (outage.isEmpty() ? "" : ": " + outage);
    }

    private String notEnforced() {
        String failure = policyTask.failure();
        if (enforcement.inForce().isEmpty()) {
            return "policy is not in the kernel yet: " + failure;
        }
        return failure.isEmpty() ? "" : "policy can't be brought into the kernel: " + failure;
    }

    private String notConverged() {
        return routing.isConverged() ? "" : "BGP has not converged yet " + peeringTask.failure();
    }

    private String notInstalled() {
        return installer.isEmpty() || installer.get().isInstalled()
                ? ""
                : "the CNI configuration is not installed: " + installTask.failure();
    }

    // What is wrong though pods get their network.
    private String outage() {
        String outage = cluster.outage();
        return outage.isEmpty() ? "" : outage + "; the last known state stays in force";
    }

    private String otherNetworks() {
        return String.join("; ", installer.map(CniInstaller::problems).orElse(List.of()));
    }

    private String cniProblems() {
        return String.join("; ", cni.problems());
    }

    private List<String> otherProblems() {
        List<String> all = new ArrayList<>(installer.map(CniInstaller::problems).orElse(List.of()));
        all.addAll(cni.problems());
        return all;
    }

    /// The conflist waits for the first rules.
    private void firstRulesAreThere() {
        if (installer.isPresent() && !installer.get().isInstalled()) {
            installTask.request();
        }
    }

    /// Installs when an ADD would succeed as far as all else is concerned.
    private void install() {
        if (installer.isPresent() && enforcement.inForce().isPresent()) {
            installer.get().install(podCidrs());
        }
    }

    private Collection<WorkloadEndpoint> endpoints() {
        return cni.endpoints();
    }

    /// Of the links that are not pods', loopback and link-local left out.
    private Collection<IpPrefix> connectedNetworks() {
        Set<Integer> notOurs =
                netlink.links().stream()
                        .filter(link -> !link.name().startsWith(HostInterfaceName.PREFIX))
                        .map(Link::index)
                        .collect(Collectors.toSet());
        return netlink.addresses().stream()
                .filter(address -> notOurs.contains(address.linkIndex()))
                .filter(address -> !address.address().isLoopback())
                .filter(address -> !address.address().isLinkLocal())
                .map(Address::network)
                .toList();
    }

    private List<IpPrefix> podCidrs() {
        return self().map(ClusterNode::podCidrs).orElse(List.of());
    }

    private Optional<ClusterNode> self() {
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(config.nodeName()))
                .findFirst();
    }

    // The tasks and the parts they run know each other; a task runs only after the constructor.
    private PolicyEnforcement enforcement() {
        return enforcement;
    }

    private RefreshIntervals intervals() {
        return RefreshIntervals.of(config.nodeName(), cluster.felixConfigurations());
    }

    private Routing routing() {
        return routing;
    }
}
