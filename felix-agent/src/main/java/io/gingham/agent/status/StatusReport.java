package io.gingham.agent.status;

import io.gingham.agent.bgp.Routing;
import io.gingham.agent.cluster.ClusterView;
import io.gingham.agent.enforce.InForce;
import io.gingham.agent.enforce.PolicyEnforcement;
import io.gingham.agent.glass.GlassRequest;
import io.gingham.agent.glass.LookingGlass;
import io.gingham.agent.glass.PeerControls;
import io.gingham.agent.loop.LoopTask;
import io.gingham.agent.status.AgentStatus.EndpointView;
import io.gingham.agent.status.AgentStatus.KernelWrites;
import io.gingham.agent.status.AgentStatus.PeerView;
import io.gingham.agent.status.AgentStatus.RouteView;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Answers what can be asked of the agent, from the parts' own views of themselves.
public final class StatusReport implements StatusServer.Answerer {

    private final String node;
    private final ClusterView cluster;
    private final PolicyEnforcement enforcement;
    private final Routing routing;
    private final LookingGlass glass;
    private final PeerControls controls;
    private final Supplier<Collection<WorkloadEndpoint>> endpoints;
    private final List<LoopTask> tasks;
    private final Supplier<List<String>> others;
    private final long started = System.nanoTime();

    /// @param others further problems, as sentences
    public StatusReport(
            String node,
            ClusterView cluster,
            PolicyEnforcement enforcement,
            Routing routing,
            Supplier<Collection<WorkloadEndpoint>> endpoints,
            List<LoopTask> tasks,
            Supplier<List<String>> others) {
        this.node = node;
        this.cluster = cluster;
        this.enforcement = enforcement;
        this.routing = routing;
        this.glass = new LookingGlass(routing::window);
        this.controls = new PeerControls(glass, routing::speaker);
        this.endpoints = endpoints;
        this.tasks = List.copyOf(tasks);
        this.others = others;
    }

    @Override
    public Object answer(Request request) {
        return switch (request) {
            case Request.Status() -> status();
            case Request.Explain explain -> Explanation.ofNode(enforcement, node, explain);
            case Request.Question question -> Explanation.ofCluster(enforcement, node, question);
            case Request.BgpPeers() -> glass.peers();
            case Request.BgpRoutes(var view, var peer, var prefix, var limit) ->
                    glass.routes(new GlassRequest(view, peer, prefix, limit));
            case Request.BgpExplain(var prefix, var to) -> glass.explain(prefix, to);
            case Request.BgpControl(var action, var peer, var text) ->
                    controls.carryOut(action, peer, text);
        };
    }

    private AgentStatus status() {
        Optional<InForce> inForce = enforcement.inForce();
        return new AgentStatus(
                node,
                ProcessHandle.current().pid(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                inForce.isPresent() && routing.isConverged(),
                inForce.map(InForce::versions).orElse(Map.of()),
                endpoints.get().stream().map(endpoint -> view(endpoint, inForce)).toList(),
                routing.peers().stream().map(StatusReport::view).toList(),
                routing.bestRoutes().stream().map(StatusReport::view).toList(),
                new KernelWrites(
                        enforcement.ruleLines(), enforcement.setLines(), routing.routesWritten()),
                problems());
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        String outage = cluster.outage();
        if (!outage.isEmpty()) {
            problems.add(outage + "; the last known state stays in force");
        }
        tasks.stream()
                .map(LoopTask::failure)
                .filter(failure -> !failure.isEmpty())
                .forEach(problems::add);
        problems.addAll(enforcement.problems());
        problems.addAll(routing.problems());
        problems.addAll(others.get());
        return problems;
    }

    private static EndpointView view(WorkloadEndpoint endpoint, Optional<InForce> inForce) {
        return new EndpointView(
                endpoint.displayName(),
                endpoint.interfaceName(),
                endpoint.ips().stream().map(IpAddress::toString).toList(),
                inForce.map(now -> now.enforced().contains(endpoint.id())).orElse(false));
    }

    private static PeerView view(io.gingham.bgp.speaker.PeerStatus peer) {
        return new PeerView(
                peer.name(),
                peer.address().toString(),
                peer.remoteAs().value(),
                peer.state(),
                peer.uptime().toSeconds(),
                peer.received(),
                peer.advertised(),
                peer.lastError());
    }

    private static RouteView view(io.gingham.bgp.rib.RouteView route) {
        return new RouteView(
                route.prefix().toString(),
                route.attributes().nextHop().map(IpAddress::toString).orElse(""),
                route.from().isEmpty() ? "local" : route.from(),
                route.attributes().asPath().toString());
    }
}
