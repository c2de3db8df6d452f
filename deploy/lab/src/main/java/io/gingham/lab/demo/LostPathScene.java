package io.gingham.lab.demo;

import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.Server;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Flows;
import io.gingham.lab.probe.Place;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Under traffic from outside and from rack to rack a node's cables are pulled in turn, and then a
/// whole top-of-rack router goes silent: its ports stay up, and nothing passes it any more. Only
/// BFD sees that.
final class LostPathScene implements Scene {

    /// Generous, for a machine that has other things to do; what was measured is told.
    private static final Duration MOST = Duration.ofSeconds(3);

    private static final int FLOWS = 16;

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        LabNode node = stage.cluster().nodes().getFirst();
        for (Server.Uplink uplink : node.server().uplinks()) {
            FabricRouter router = stage.cluster().router(uplink.router());
            stage.chapter(
                    "The cable between %s and %s (%s) is pulled"
                            .formatted(node.name(), router.name(), router.daemon().maker()));
            lose(
                    stage,
                    () -> Fabric.plug(uplink, false),
                    () -> Fabric.plug(uplink, true),
                    node.podCidr());
        }
        FabricRouter router = stage.cluster().router("tor2");
        stage.chapter(
                "The router %s (%s) goes silent: its ports stay up"
                        .formatted(router.name(), router.daemon().maker()));
        lose(
                stage,
                () -> Fabric.silence(stage.cluster().topology(), router.name(), true),
                () -> Fabric.silence(stage.cluster().topology(), router.name(), false),
                node.podCidr());
    }

    private static void lose(Stage stage, Runnable cut, Runnable mend, IpPrefix block)
            throws IOException, InterruptedException {
        Place server = stage.pods().place(DemoPods.ALL.getFirst());
        // On the other rack's node.
        Place client = stage.pods().place(DemoPods.ALL.get(2));
        try (Flows outside = new Flows(FLOWS, stage.outside(), server, 80);
                Flows across = new Flows(FLOWS, client, server, 80)) {
            TimeUnit.MILLISECONDS.sleep(500);
            cut.run();
            try {
                stage.await("the spine's change of ways", () -> ways(stage, block, 1));
                TimeUnit.MILLISECONDS.sleep(MOST.toMillis());
            } finally {
                mend.run();
            }
            Flows.Report fromOutside = outside.stop();
            Flows.Report fromRack = across.stop();
            stage.say("from outside: " + fromOutside);
            stage.say("from the other rack: " + fromRack);
            stage.checks()
                    .that(
                            fromOutside.lost() + fromRack.lost() > 0
                                    && fromOutside.outage().compareTo(MOST) < 0
                                    && fromRack.outage().compareTo(MOST) < 0,
                            "some flows lost packets, and all went by the other router within "
                                    + MOST.toSeconds()
                                    + " s",
                            fromOutside + "; " + fromRack);
        }
        stage.cluster().awaitReady();
        stage.await("both ways again", () -> ways(stage, block, 2));
    }

    private static Optional<String> ways(Stage stage, IpPrefix block, int wanted) {
        int ways = stage.cluster().router(TwoRacks.SPINE).nextHops(block).size();
        return ways == wanted
                ? Optional.empty()
                : Optional.of("the spine has " + ways + " ways to " + block);
    }
}
