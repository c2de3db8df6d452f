package io.gingham.bench.fabric;

import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.Server;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Flows;
import io.gingham.lab.probe.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A way to a pod is lost while it is asked from outside; there is another.
record LossScenario(Racks racks, int rounds, Rows rows) {

    private static final int FLOWS = 16;
    private static final double BAR_MILLIS = 300;
    private static final String POD = "asked";

    void run() throws IOException, InterruptedException {
        rows.say("");
        rows.say("A way is lost under " + FLOWS + " flows from outside, BFD 80 ms three times");
        racks.cluster().peers(text -> text.replace("100ms", "80ms"));
        racks.addPod(POD, racks.node(), Optional.empty());
        Place pod = racks.place(POD);
        settle();
        LabNode node = racks.node();
        Server.Uplink uplink = node.server().uplinks().getFirst();
        measure(
                "the node's cable to its router (%s) is pulled".formatted(uplink.router()),
                pod,
                () -> Fabric.plug(uplink, false),
                () -> Fabric.plug(uplink, true));
        for (String name : List.of("tor1", "tor2")) {
            FabricRouter router = racks.cluster().router(name);
            measure(
                    "the router %s (%s) goes silent".formatted(name, router.daemon().maker()),
                    pod,
                    () -> Fabric.silence(racks.cluster().topology(), name, true),
                    () -> Fabric.silence(racks.cluster().topology(), name, false));
        }
        racks.removePod(POD);
    }

    /// All sessions there, with BFD up: it needs some seconds to come to its full speed.
    private void settle() throws InterruptedException {
        racks.cluster().awaitReady();
        awaitWays(2);
        TimeUnit.SECONDS.sleep(4);
        racks.cluster().awaitReady();
    }

    private void measure(String what, Place pod, Runnable lose, Runnable mend)
            throws IOException, InterruptedException {
        List<Double> outages = new ArrayList<>();
        long lost = 0;
        long sent = 0;
        for (int round = 0; round < rounds; round++) {
            try (Flows flows = new Flows(FLOWS, racks.outside(), pod, Racks.PORT)) {
                TimeUnit.MILLISECONDS.sleep(500);
                try {
                    lose.run();
                    awaitWays(1);
                    TimeUnit.SECONDS.sleep(2);
                } finally {
                    mend.run();
                }
                Flows.Report report = flows.stop();
                outages.add(report.outage().toNanos() / 1e6);
                lost += report.lost();
                sent += report.sent();
            }
            settle();
        }
        rows.times(what + ", longest outage of a flow", outages, BAR_MILLIS);
        rows.say("    %d of %d datagrams lost in %d rounds".formatted(lost, sent, rounds));
    }

    private void awaitWays(int wanted) {
        FabricRouter spine = racks.cluster().router(TwoRacks.SPINE);
        Await.until(
                "the spine's ways",
                Racks.LIMIT,
                () -> {
                    int ways = spine.nextHops(racks.node().podCidr()).size();
                    return ways == wanted
                            ? Optional.empty()
                            : Optional.of("it has " + ways + ", not " + wanted);
                });
    }
}
