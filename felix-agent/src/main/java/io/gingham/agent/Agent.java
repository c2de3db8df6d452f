package io.gingham.agent;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.agent.bgp.FibSync;
import io.gingham.agent.bgp.Routing;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.cluster.NodeCondition;
import io.gingham.agent.cluster.RefreshIntervals;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.enforce.PolicyEnforcement;
import io.gingham.agent.health.HealthServer;
import io.gingham.agent.health.Heartbeat;
import io.gingham.agent.install.CniInstaller;
import io.gingham.agent.loop.LoopTask;
import io.gingham.agent.status.StatusReport;
import io.gingham.agent.status.StatusServer;
import io.gingham.cni.CniServer;
import io.gingham.cni.CniServerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.Sysctl;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon of one node. Its end leaves the kernel as it is: rules, routes and pods work on
/// without it.
public final class Agent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /// How often the installed CNI files are looked at.
    private static final Duration INSTALL_CHECK = Duration.ofSeconds(90);

    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(60);
    private static final Duration API_REQUEST_LIMIT = Duration.ofSeconds(30);

    private final AgentConfig config;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("agent-loop").factory());
    private final KubernetesClient client;
    private final Netlink netlink = Netlink.open();
    private final LoopTask policyTask;
    private final LoopTask peeringTask;
    private final LoopTask routesTask;
    private final LoopTask installTask;
    private final ClusterView cluster;
    private final PolicyEnforcement enforcement;
    private final Routing routing;
    private final CniServer cni;
    private final StatusServer status;
    private final Optional<CniInstaller> installer;
    private final Heartbeat heartbeat = new Heartbeat();
    private final Optional<HealthServer> health;
    private final Optional<NodeCondition> condition;

    public Agent(AgentConfig config) throws IOException {
        this.config = config;
        LOG.info(
                "agent of node {} starts, pid {}",
                config.nodeName(),
                ProcessHandle.current().pid());
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
        client = new KubernetesClientBuilder().withConfig(clientConfig(config)).build();
        cluster =
                new ClusterView(
                        client,
                        new ClusterView.Listener(
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
                        this::endpoints,
                        new ProcessRunner(PROGRAM_LIMIT),
                        policyTask::failure);
        routing =
                new Routing(
                        config.nodeName(),
                        cluster,
                        this::endpoints,
                        new FibSync(netlink),
                        routesTask::request);
        cni =
                new CniServer(
                        CniServerConfig.defaults()
                                .withSocket(config.cniSocket())
                                .withStateDir(config.stateDir().resolve("endpoints")),
                        this::podCidrs,
                        enforcement.gate(),
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
                                () -> installer.map(CniInstaller::problems).orElse(List.of())));
        health = openHealth(config);
        condition =
                installer.map(
                        present ->
                                new NodeCondition(
                                        client,
                                        config.nodeName(),
                                        this::notReady,
                                        present::stands));
    }

    public void start() throws IOException {
        forward();
        heartbeat.beatOn(loop);
        cni.start();
        cluster.start();
        condition.ifPresent(NodeCondition::start);
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
            health.ifPresent(HealthServer::close);
            status.close();
            cluster.close();
            loop.shutdownNow();
            loop.awaitTermination(5, TimeUnit.SECONDS);
            routing.close();
            client.close();
            netlink.close();
        } catch (IOException e) {
            LOG.warn("stopping: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<HealthServer> openHealth(AgentConfig config) throws IOException {
        return config.healthPort().isPresent()
                ? Optional.of(
                        new HealthServer(
                                config.healthPort().getAsInt(), heartbeat::failure, this::notReady))
                : Optional.empty();
    }

    /// Why this node should not be given pods, as a sentence; empty if it may.
    private String notReady() {
        if (!cluster.isInSync()) {
            return "the API server's objects have not been listed yet: see the log";
        }
        if (enforcement.inForce().isEmpty()) {
            return "policy is not in the kernel yet: " + policyTask.failure();
        }
        if (!routing.isConverged()) {
            return "BGP has not converged yet " + peeringTask.failure();
        }
        return installer.isEmpty() || installer.get().isInstalled()
                ? ""
                : "the CNI configuration is not installed: " + installTask.failure();
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

    /// A node routes between its pods and the world; Felix sets the same.
    private static void forward() {
        Sysctl.of("ipv4", "ip_forward").put(1);
        Sysctl ipv6 = Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding");
        if (ipv6.exists()) {
            ipv6.put(1);
        }
    }

    private static Config clientConfig(AgentConfig config) {
        Config found =
                config.kubeconfig()
                        .map(path -> Config.fromKubeconfig(path.toFile()))
                        .orElseGet(() -> Config.autoConfigure(null));
        ConfigBuilder builder = new ConfigBuilder(found);
        ServiceAccountToken.of(found).ifPresent(builder::withOauthTokenProvider);
        return builder
                // The watch caches reconnect by themselves, and know when to list anew.
                .withWatchReconnectLimit(0)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout((int) API_REQUEST_LIMIT.toMillis())
                .withConnectionTimeout((int) TimeUnit.SECONDS.toMillis(5))
                .build();
    }

    private Collection<WorkloadEndpoint> endpoints() {
        return cni.endpoints();
    }

    private List<IpPrefix> podCidrs() {
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(config.nodeName()))
                .findFirst()
                .map(ClusterNode::podCidrs)
                .orElse(List.of());
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
