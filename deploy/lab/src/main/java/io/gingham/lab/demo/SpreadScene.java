package io.gingham.lab.demo;

import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Flows;
import io.gingham.routers.Netns;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Two ways to everything: in a node's kernel, at the spine, and for packets.
final class SpreadScene implements Scene {

    private static final int FLOWS = 32;

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        LabNode here = stage.cluster().nodes().getFirst();
        LabNode there = stage.cluster().nodes().getLast();
        FabricRouter spine = stage.cluster().router(TwoRacks.SPINE);
        stage.chapter("Two ways at the same time (ECMP)");
        for (IpPrefix block : there.server().podCidrs()) {
            String route = kernelRoute(here, block);
            route.lines().forEach(stage::say);
            stage.checks()
                    .that(
                            ways(route) == 2,
                            "%s's kernel has a next hop at either router for %s of %s"
                                    .formatted(here.name(), block, there.name()),
                            route);
            stage.checks()
                    .that(
                            spine.nextHops(block).size() == 2,
                            "and so has the spine",
                            spine.nextHops(block).toString());
        }
        long byFirst = sent("tor1");
        long bySecond = sent("tor2");
        try (Flows flows =
                new Flows(
                        FLOWS, stage.outside(), stage.pods().place(DemoPods.ALL.getFirst()), 80)) {
            TimeUnit.SECONDS.sleep(1);
            Flows.Report report = flows.stop();
            byFirst = sent("tor1") - byFirst;
            bySecond = sent("tor2") - bySecond;
            stage.say(report.toString());
            long least = report.sent() / 8;
            stage.checks()
                    .that(
                            report.lost() == 0 && byFirst > least && bySecond > least,
                            "%d flows from outside are spread: %d packets by tor1, %d by tor2"
                                    .formatted(FLOWS, byFirst, bySecond),
                            report.toString());
        }
    }

    static String kernelRoute(LabNode node, IpPrefix block) {
        return new Netns(node.name())
                .run(
                        "ip",
                        block.address().isIpv4() ? "-4" : "-6",
                        "route",
                        "show",
                        block.toString())
                .strip();
    }

    /// How many gateways a route has in `ip route`'s words.
    static int ways(String route) {
        return route.split("\\bvia ", -1).length - 1;
    }

    /// Packets that the spine has sent to a router.
    private static long sent(String router) {
        return Fabric.counter(TwoRacks.SPINE, router, "tx_packets");
    }
}
