package io.gingham.lab.demo;

import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The first router is restarted as an operator would.
final class RestartedRouterScene implements Scene {

    @Override
    public void play(Stage stage) {
        FabricRouter router = stage.cluster().routers().getFirst();
        String maker = router.daemon().maker();
        stage.chapter(
                stage.cluster().routers().size() == 1
                        ? maker + " restarts"
                        : maker + " of " + router.name() + " restarts");
        Set<String> addresses =
                router.plan().sessions().stream()
                        .map(session -> session.local().toString())
                        .collect(Collectors.toSet());
        router.daemon().stop();
        stage.await(
                "the sessions' end",
                () ->
                        stage.cluster().nodes().stream()
                                .filter(node -> sees(node, addresses))
                                .findFirst()
                                .map(node -> node.name() + " still sees its router"));
        router.daemon().start();
        stage.cluster().awaitReady();
        NodesScene.check(
                stage, router, "its sessions are Established again, with each node's block");
        Probe probe =
                new Probe(
                        stage.outside(),
                        stage.pods().place(DemoPods.ALL.getFirst()),
                        Protocol.TCP,
                        80);
        // A router writes its kernel's routes a moment after it has them.
        stage.await("the way from outside", () -> noAnswer(stage, probe));
        stage.say("the outside world reaches shop/web again");
    }

    private static boolean sees(LabNode node, Set<String> addresses) {
        return Stage.status(node).peers().stream()
                .anyMatch(
                        peer ->
                                addresses.contains(peer.address())
                                        && peer.state().equalsIgnoreCase("Established"));
    }

    private static Optional<String> noAnswer(Stage stage, Probe probe) {
        try {
            Outcome outcome =
                    stage.prober()
                            .run(List.of(probe), p -> true, Prober.Patience.DEFAULT)
                            .get(probe);
            return outcome instanceof Outcome.Answered
                    ? Optional.empty()
                    : Optional.of(String.valueOf(outcome));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
