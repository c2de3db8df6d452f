package io.gingham.lab.demo;

import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.RouterPlan.Session;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Set;

/// Who is there, and what the nodes and the routers know of each other.
final class NodesScene implements Scene {

    @Override
    public void play(Stage stage) {
        stage.chapter("Nodes");
        for (LabNode node : stage.cluster().nodes()) {
            show(stage, node);
        }
        for (FabricRouter router : stage.cluster().routers()) {
            boolean one = stage.cluster().routers().size() == 1;
            String maker = router.daemon().maker();
            stage.chapter(
                    (one ? "The top-of-rack router" : "The router " + router.name())
                            + ", in "
                            + maker
                            + "'s own words");
            router.daemon().show().lines().skip(1).forEach(stage::say);
            check(
                    stage,
                    router,
                    one
                            ? "BIRD shows a session with each node as Established, and each node's block"
                            : maker
                                    + " shows all sessions of "
                                    + router.name()
                                    + " as Established, and each node's blocks");
        }
    }

    private static void show(Stage stage, LabNode node) {
        AgentStatus status = Stage.status(node);
        stage.say(
                "%-4s %-14s pods %-16s agent %d MiB"
                        .formatted(
                                node.name(),
                                node.address(),
                                node.podCidr(),
                                node.agentResidentKib() / 1024));
        status.peers()
                .forEach(
                        peer ->
                                stage.say(
                                        "       BGP %-10s %-12s AS %d %s"
                                                .formatted(
                                                        peer.name(),
                                                        peer.address(),
                                                        peer.asNumber(),
                                                        peer.state())));
        status.routes().stream()
                .filter(route -> !route.from().equals("local"))
                .forEach(
                        route ->
                                stage.say(
                                        "       route %s via %s"
                                                .formatted(route.prefix(), route.nextHop())));
    }

    static void check(Stage stage, FabricRouter router, String fact) {
        List<String> wanted =
                router.plan().sessions().stream().map(Session::name).sorted().toList();
        List<IpPrefix> blocks =
                stage.cluster().nodes().stream()
                        .flatMap(node -> node.server().podCidrs().stream())
                        .toList();
        List<String> established = router.established();
        Set<IpPrefix> routes = router.prefixes();
        stage.checks()
                .that(
                        established.equals(wanted) && routes.containsAll(blocks),
                        fact,
                        established + "\n" + routes);
    }
}
