package io.gingham.bench.fabric;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.TrafficStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An agent ends under traffic and is started again at once, as a kubelet would.
record RestartScenario(Racks racks, int rounds, Rows rows) {

    private static final String POD = "served";
    private static final String FAR = "far";

    private interface Ending {
        void end(LabNode node) throws InterruptedException;
    }

    void run() throws IOException, InterruptedException {
        racks.addPod(POD, racks.node(), Optional.empty());
        racks.addPod(FAR, racks.cluster().nodes().getLast(), Optional.empty());
        rows.say("");
        rows.say("An agent ends and is started again, without BFD");
        racks.cluster().peers(LabCluster::withoutBfd);
        both(true);
        rows.say("");
        rows.say("The same with BFD of 100 ms: the routers take the node for lost");
        racks.cluster().peers(text -> text);
        both(false);
        racks.removePod(POD);
        racks.removePod(FAR);
    }

    private void both(boolean judged) throws IOException, InterruptedException {
        racks.cluster().awaitReady();
        TimeUnit.SECONDS.sleep(4);
        measure("kill -9", LabNode::killAgent, judged);
        measure("SIGTERM (restart, upgrade)", LabNode::stopAgent, judged);
    }

    private void measure(String what, Ending ending, boolean judged)
            throws IOException, InterruptedException {
        LabNode node = racks.node();
        Place pod = racks.place(POD);
        List<String> lossy = new ArrayList<>();
        Map<String, Integer> withdrawn = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            racks.cluster().awaitReady();
            Map<String, Integer> logs = new HashMap<>();
            racks.cluster()
                    .routers()
                    .forEach(router -> logs.put(router.name(), router.daemon().log().length()));
            try (TrafficStream in =
                            new TrafficStream(racks.outside(), pod, Racks.PORT, Racks.PORT);
                    TrafficStream out =
                            new TrafficStream(pod, racks.place(FAR), Racks.PORT, Racks.PORT)) {
                TimeUnit.MILLISECONDS.sleep(500);
                ending.end(node);
                node.startAgent();
                racks.cluster().awaitReady();
                TimeUnit.SECONDS.sleep(2);
                for (TrafficStream.Report report : List.of(in.stop(), out.stop())) {
                    if (!report.lostNothing()) {
                        lossy.add(report.toString());
                    }
                }
            }
            // The spine has BFD of its own, with the routers.
            for (FabricRouter router :
                    List.of(racks.cluster().router("tor1"), racks.cluster().router("tor2"))) {
                withdrawn.merge(
                        router.name() + " (" + router.daemon().maker() + ")",
                        withdrawals(router, logs.getOrDefault(router.name(), 0)),
                        Integer::sum);
            }
        }
        rows.counts(
                what + ", packets lost",
                lossy.isEmpty()
                        ? "none in %d rounds".formatted(rounds)
                        : "in %d of %d streams, the first: %s"
                                .formatted(lossy.size(), 2 * rounds, lossy.getFirst()),
                !judged || lossy.isEmpty(),
                judged ? "none" : "");
        rows.counts(
                what + ", withdrawn by the routers' logs",
                withdrawn.toString(),
                !judged || withdrawn.values().stream().allMatch(count -> count == 0),
                judged ? "none" : "");
    }

    /// Of the node's own blocks.
    private int withdrawals(FabricRouter router, int from) {
        Set<String> blocks =
                racks.node().server().podCidrs().stream()
                        .map(Object::toString)
                        .collect(Collectors.toSet());
        return (int) router.daemon().withdrawn(from).stream().filter(blocks::contains).count();
    }
}
