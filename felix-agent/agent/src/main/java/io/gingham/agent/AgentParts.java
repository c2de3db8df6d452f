package io.gingham.agent;

import io.gingham.agent.address.NodeAddressPart;
import io.gingham.agent.address.RouteSource;
import io.gingham.agent.bgp.LocalWorkloadsPart;
import io.gingham.agent.bgp.Passwords;
import io.gingham.agent.bgp.PeerSecrets;
import io.gingham.agent.bgp.PeeringPart;
import io.gingham.agent.bgp.RoutesPart;
import io.gingham.agent.cluster.ApiServerEndpoints;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.cluster.FeedPart;
import io.gingham.agent.cluster.HostRouteBlocks;
import io.gingham.agent.cluster.NodeAnnotation;
import io.gingham.agent.cluster.NodeCondition;
import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.cluster.NodeStatus;
import io.gingham.agent.cluster.TakenAddresses;
import io.gingham.agent.config.AgentConfig;
import io.gingham.agent.enforce.Pods;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.agent.enforce.PolicyPart;
import io.gingham.agent.health.Readiness;
import io.gingham.agent.install.CniInstaller;
import io.gingham.agent.install.InstallPart;
import io.gingham.agent.overlay.OverlayPart;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Loop;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problems;
import io.gingham.agent.report.ApiReportStore;
import io.gingham.agent.report.NodeFacts;
import io.gingham.agent.report.ReportPart;
import io.gingham.agent.services.DrainPart;
import io.gingham.agent.services.ServicesPart;
import io.gingham.cni.CniServerConfig;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.server.CniServer;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.dataplane.overlay.TunnelKernel;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ApiServerSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// The parts of an agent, in the order in which they come to stand, and who wakes whom. A new part
/// is a method and a line in [#AgentParts].
///
/// Wide: it is the one list of all parts, and each is at hand here for those that need it.
final class AgentParts implements AutoCloseable {

    /// A part without work of its own has no turn on its loop.
    private record Placed(Part part, Loop loop) {
        Health health() {
            return loop.health(part);
        }
    }

    private final AgentConfig config;
    private final World world;
    private final Problems problems = new Problems();
    private final Loop policyLoop = new Loop("policy", problems);
    private final Loop routesLoop = new Loop("routes", problems);
    private final Loop installLoop = new Loop("install", problems);
    private final List<Placed> placed = new ArrayList<>();

    private final ClusterView cluster;
    private final PolicyInbox inbox = new PolicyInbox();
    private final ApiServerEndpoints apiServers = new ApiServerEndpoints();
    private final PolicyPart policy;
    private final RoutesPart routes;
    private final OverlayPart overlay;
    private final PeeringPart routing;
    private final ServicesPart services;
    private final TakenAddresses taken;
    private final CniServer cni;
    private final Optional<CniInstaller> installer;

    AgentParts(AgentConfig config, AgentTiming timing, World world) throws IOException {
        this.config = config;
        this.world = world;
        cluster =
                new ClusterView(
                        new ApiServerSource(world.client()),
                        world.client().getMasterUrl(),
                        listener());
        policy = openPolicy();
        routes =
                new RoutesPart(
                        config.nodeName(),
                        cluster,
                        world.netlink(),
                        () -> overlay().notCarried(world.nextHops().unreachable()),
                        world.nextHops()::linkIndex);
        overlay = openOverlay();
        world.whenLinksChange(this::linksChanged);
        routing = openRouting();
        world.whenNextHopsChange(routing::nextHopsChanged);
        world.whenRoutesAreDisturbed(() -> routesLoop.request(RoutesPart.NAME, routes.disturbed()));
        services = openServices();
        routing.alsoOriginates(services::announced);
        taken = openTaken();
        cni = openCni(timing);
        installer = config.install().map(CniInstaller::new);
        place(new FeedPart(cluster), policyLoop);
        run(policy, policyLoop);
        run(services, routesLoop);
        run(overlay, routesLoop);
        run(routing, routesLoop);
        run(
                new LocalWorkloadsPart(
                        HostInterfaceName.PREFIX,
                        LocalWorkloadsPart.Kernel.of(world.netlink()),
                        routing,
                        this::wakePolicy),
                routesLoop);
        run(routes, routesLoop);
        installer.ifPresent(
                present ->
                        run(
                                new InstallPart(
                                        present,
                                        () -> policy.inForce().isPresent(),
                                        this::podCidrs),
                                installLoop));
        run(
                new NodeAddressPart(config.nodeName(), cluster, config.addressMethods(), machine()),
                installLoop);
        run(new DrainPart(services, routing::settle, this::writeDrained), installLoop);
        run(
                new ReportPart(this::facts, new ApiReportStore(world.client(), config.nodeName())),
                installLoop);
        place(new CniPart(cni), policyLoop);
    }

    private void place(Part part, Loop loop) {
        placed.add(new Placed(part, loop));
    }

    private void run(Part part, Loop loop) {
        loop.add(part);
        place(part, loop);
    }

    // Who is woken by what the API server tells, and by a pod that comes or goes.

    private ClusterView.Listener listener() {
        return new ClusterView.Listener(
                change -> {
                    apiServers.note(change);
                    inbox.put(change);
                    wakePolicy();
                    if (routing.concerns(change)) {
                        wakePeering();
                    }
                },
                () -> {
                    wakePolicy();
                    wakeOverlay();
                },
                () -> {
                    wakePolicy();
                    wakeOverlay();
                    planPeering();
                    installLoop.request(NodeAddressPart.NAME);
                    installLoop.request(InstallPart.NAME);
                });
    }

    private void podsChanged() {
        wakePolicy();
        wakePeering();
    }

    private void wakePolicy() {
        policyLoop.request(PolicyPart.NAME);
    }

    private void planPeering() {
        services.topologyChanged();
        wakeServices();
        installLoop.request(DrainPart.NAME);
        routing.topologyChanged();
        wakePeering();
    }

    private NodeAddressPart.Machine machine() {
        return new NodeAddressPart.Machine() {
            @Override
            public List<Link> links() {
                return world.netlink().links();
            }

            @Override
            public List<Address> addresses() {
                return world.netlink().addresses();
            }

            @Override
            public Optional<IpAddress> sourceTo(String destination, IpFamily family) {
                return RouteSource.to(destination, family);
            }

            @Override
            public void annotate(String name, Optional<String> value) {
                NodeAnnotation.write(world.client(), config.nodeName(), name, value);
            }
        };
    }

    private void wakeServices() {
        routesLoop.request(ServicesPart.NAME);
    }

    private void wakePeering() {
        routesLoop.request(PeeringPart.NAME);
    }

    private void wakeOverlay() {
        routesLoop.request(OverlayPart.NAME);
    }

    private void linksChanged() {
        installLoop.request(NodeAddressPart.NAME);
        overlay().linksChanged();
        wakeOverlay();
    }

    /// The conflist waits for the first rules.
    private void policyIsInForce() {
        if (installer.isPresent() && !installer.get().isInstalled()) {
            installLoop.request(InstallPart.NAME);
        }
    }

    // The parts. One may name another that is made after it: none is asked before all are there.

    private PolicyPart openPolicy() {
        return new PolicyPart(
                config.nodeName(),
                cluster,
                new Pods() {
                    @Override
                    public Collection<WorkloadEndpoint> wired() {
                        return cni().endpoints();
                    }

                    @Override
                    public Map<String, List<IpPrefix>> sources() {
                        return routing().sourcesBehindPods();
                    }
                },
                inbox,
                world.backends(),
                world.conntrack()::forget,
                in -> policyLoop.request(PolicyPart.NAME, in),
                () -> policyLoop.failure(PolicyPart.NAME),
                this::policyIsInForce);
    }

    private PeeringPart openRouting() {
        return new PeeringPart(
                config.nodeName(),
                cluster,
                new Passwords(
                        new PeerSecrets(world.client()),
                        task -> Thread.ofVirtual().name("secrets").start(task),
                        System::nanoTime,
                        this::planPeering),
                () -> cni().endpoints(),
                world::connectedNetworks,
                routes,
                (hop, link) ->
                        world.nextHops().isReachable(hop, link)
                                ? OptionalLong.of(0)
                                : OptionalLong.empty(),
                () -> {
                    routesLoop.request(LocalWorkloadsPart.NAME);
                    routesLoop.request(RoutesPart.NAME);
                });
    }

    private ServicesPart openServices() {
        return new ServicesPart(
                config.nodeName(),
                cluster,
                new ServicesPart.Listener(
                        this::wakeServices,
                        routing::servicesChanged,
                        in -> routesLoop.request(ServicesPart.NAME, in),
                        () -> installLoop.request(DrainPart.NAME)));
    }

    private void writeDrained(DrainPart.Said said, boolean transition) {
        NodeStatus.write(
                world.client(),
                config.nodeName(),
                NodeDuty.DRAINED,
                said.status(),
                said.reason(),
                said.message(),
                transition);
    }

    private NodeFacts facts() {
        List<Health> all = health();
        return new NodeFacts(
                routing.peers(),
                all.stream().flatMap(health -> health.obstacle().stream()).findFirst().orElse(""),
                all.stream().flatMap(health -> health.problems().stream()).toList(),
                routes.written(),
                routing.config()
                        .map(
                                config ->
                                        new NodeFacts.Identity(
                                                config.localAs(), config.routerId())));
    }

    private OverlayPart openOverlay() {
        return new OverlayPart(
                config.nodeName(),
                cluster,
                world.links(),
                () -> cni().endpoints(),
                TunnelKernel.of(world.netlink()),
                routes,
                routesLoop::request);
    }

    private TakenAddresses openTaken() {
        return new TakenAddresses(
                config.nodeName(),
                cluster::nodes,
                apiServers::addresses,
                routing::foreignPeers,
                () -> HostRouteBlocks.of(cluster.bgpConfigurations()));
    }

    private CniServer openCni(AgentTiming timing) throws IOException {
        CniServerConfig served =
                CniServerConfig.defaults()
                        .withSocket(config.cniSocket())
                        .withStateDir(config.stateDir().resolve("endpoints"))
                        .withDefaultMtu(() -> overlay().podMtu())
                        .withGateLimit(timing.gate());
        return new CniServer(
                served,
                IpamChoice.delegated(served.ipamLimit(), this::podCidrs, served.socket()),
                policy.gate(policyLoop.executor(), this::wakePolicy),
                taken,
                delta -> podsChanged());
    }

    /// Only where an agent installs its network does it say how the network is.
    Optional<NodeCondition> condition(Readiness readiness, AgentTiming timing) {
        return installer.map(
                present ->
                        new NodeCondition(
                                world.client(),
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

    void start() throws IOException {
        loops().forEach(Loop::start);
        taken.resolve(
                List.of(
                        world.client().getConfiguration().getMasterUrl(),
                        Objects.requireNonNullElse(System.getenv("KUBERNETES_SERVICE_HOST"), "")));
        cni.start();
        cluster.start();
        installLoop.request(ReportPart.NAME);
    }

    List<Part> all() {
        return placed.stream().map(Placed::part).toList();
    }

    /// How the parts stand, in their order.
    List<Health> health() {
        return placed.stream().map(Placed::health).toList();
    }

    Problems problems() {
        return problems;
    }

    PolicyPart policy() {
        return policy;
    }

    PeeringPart routing() {
        return routing;
    }

    /// Why the agent should be restarted; empty if it should not.
    String stuck() {
        return loops().stream()
                .map(Loop::stuck)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private List<Loop> loops() {
        return List.of(policyLoop, routesLoop, installLoop);
    }

    private OverlayPart overlay() {
        return overlay;
    }

    private CniServer cni() {
        return cni;
    }

    private List<IpPrefix> podCidrs() {
        return cluster.nodeBlocks().podCidrs(config.nodeName());
    }

    private Optional<ClusterNode> self() {
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(config.nodeName()))
                .findFirst();
    }

    /// Those that bring work first, then the loops, then the parts that work.
    @Override
    public void close() {
        List<Part> working = new ArrayList<>();
        for (Placed one : placed.reversed()) {
            if (one.loop().parts().contains(one.part())) {
                working.add(one.part());
            } else {
                one.part().close();
            }
        }
        loops().forEach(Loop::close);
        working.forEach(Part::close);
    }
}
