package io.gingham.lab.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.StatusClient;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.RouterPlan;
import io.gingham.lab.probe.Place;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Nodes, BGP sessions, routes and pods of the lab.",
        footer = {"", "Example:", "  ./gingham lab status"},
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        try (KubernetesClient client = Labs.client()) {
            List<Place> nodes = Labs.nodes(client);
            boolean allAnswer =
                    nodes.stream().map(StatusCommand::printNode).reduce(true, Boolean::logicalAnd);
            Labs.topology(client).routers().forEach(StatusCommand::printRouter);
            System.out.println("pods");
            Labs.pods(client)
                    .forEach(pod -> System.out.printf("  %-30s %s%n", pod.name(), pod.address()));
            return allAnswer ? 0 : 1;
        }
    }

    private static void printRouter(RouterPlan plan) {
        FabricRouter router = new FabricRouter(plan, Labs.paths().node(plan.name()));
        System.out.println("router " + plan.name() + " (" + router.daemon().maker() + ")");
        router.daemon()
                .show()
                .lines()
                .filter(line -> !line.startsWith("BIRD "))
                .forEach(line -> System.out.println("  " + line));
    }

    private static boolean printNode(Place node) {
        System.out.println("node " + node.name() + " " + node.address());
        try {
            AgentStatus status = new StatusClient(Labs.paths().agentSocket(node.name())).status();
            StatusTable.lines(status).forEach(line -> System.out.println("  " + line));
            return true;
        } catch (IOException e) {
            System.out.println("  its agent does not answer: " + e.getMessage());
            return false;
        }
    }
}
