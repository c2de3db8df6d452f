package io.gingham.lab.demo;

import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.TrafficStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An agent dies under traffic, and another takes over.
final class KilledAgentScene implements Scene {

    /// How long an agent stays dead under traffic.
    private static final Duration DEAD = Duration.ofSeconds(3);

    /// The robot, or else the client: who is on another node.
    private static DemoPods.Who client(Stage stage, LabNode victim) {
        return Stream.of(DemoPods.ALL.get(4), DemoPods.ALL.get(3))
                .filter(who -> !stage.pods().node(who).equals(victim))
                .findFirst()
                .orElse(DemoPods.ALL.get(4));
    }

    @Override
    public void play(Stage stage) throws InterruptedException {
        boolean racks = stage.cluster().topology().racks() > 1;
        if (racks) {
            stage.cluster().peers(LabCluster::withoutBfd);
            stage.await("the end of BFD", () -> bfd(stage));
            // A router may take the end of BFD for the end of the node, for a moment.
            stage.cluster().awaitReady();
            stage.await("both ways", () -> oneWay(stage));
        }
        killed(stage, racks);
        if (racks) {
            stage.cluster().peers(text -> text);
            stage.cluster().awaitReady();
        }
    }

    /// By what the first router says: BIRD, which goes on to look for who has ended it.
    private static Optional<String> bfd(Stage stage) {
        return stage.cluster()
                .routers()
                .getFirst()
                .daemon()
                .watched()
                .lines()
                .filter(line -> line.contains(" rack") && line.contains(" Up "))
                .findFirst();
    }

    private static Optional<String> oneWay(Stage stage) {
        List<LabNode> nodes = stage.cluster().nodes();
        return nodes.stream()
                .flatMap(
                        from ->
                                nodes.stream()
                                        .filter(to -> !to.equals(from))
                                        .flatMap(to -> to.server().podCidrs().stream())
                                        .map(block -> SpreadScene.kernelRoute(from, block)))
                .filter(route -> SpreadScene.ways(route) != 2)
                .findFirst();
    }

    private static void killed(Stage stage, boolean racks) throws InterruptedException {
        LabNode victim = stage.pods().node(DemoPods.ALL.getFirst());
        Place client = stage.pods().place(client(stage, victim));
        Place server = stage.pods().place(DemoPods.ALL.getFirst());
        stage.chapter(
                "kill -9 of " + victim.name() + "'s agent while " + client + " talks to " + server);
        if (racks) {
            stage.say(
                    "(without BFD: routers that hear it take an agent that is dead for a dead node)");
        }
        KernelSnapshot before = KernelSnapshot.of(victim.name());
        TrafficStream stream = new TrafficStream(client, server, 80, 80);
        TimeUnit.MILLISECONDS.sleep(500);
        victim.killAgent();
        stage.say("it is dead; its rules and routes must go on without it");
        TimeUnit.MILLISECONDS.sleep(DEAD.toMillis());
        stage.checks()
                .that(
                        KernelSnapshot.of(victim.name()).equals(before),
                        "the dead agent's rules and routes are still in the kernel",
                        before.difference(KernelSnapshot.of(victim.name())));
        try {
            victim.startAgent();
        } catch (IOException e) {
            throw new LabException(
                    "the agent of " + victim.name() + " can't be started again: " + e.getMessage());
        }
        stage.cluster().awaitReady();
        stage.awaitInForce();
        stage.say("a new agent has taken over");
        TrafficStream.Report report = stream.stop();
        stage.say(report.toString());
        stage.checks()
                .that(
                        report.isClean(),
                        "no packet was lost, on existing and new connections",
                        report.toString());
        KernelSnapshot after = KernelSnapshot.of(victim.name());
        stage.checks()
                .that(after.equals(before), "the kernel is as it was", before.difference(after));
        AgentStatus.KernelWrites writes = Stage.status(victim).kernel();
        stage.checks()
                .that(
                        writes.equals(new AgentStatus.KernelWrites(0, 0, 0)),
                        "the restarted agent found all as it should be and wrote nothing",
                        writes.toString());
    }
}
