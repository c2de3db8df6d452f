package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.probe.Flows;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Pods of different racks speak through VXLAN, those of one rack as before.
final class OverlayScene implements Scene {

    private static final String POOLS =
            """
            apiVersion: projectcalico.org/v3
            kind: IPPool
            metadata: {name: pods}
            spec: {cidr: 10.244.0.0/16, vxlanMode: CrossSubnet}
            ---
            apiVersion: projectcalico.org/v3
            kind: IPPool
            metadata: {name: pods-ipv6}
            spec: {cidr: "fd00:10:244::/48", vxlanMode: CrossSubnet}
            """;

    private static final String DEVICES = "dev vxlan";

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        LabNode here = stage.cluster().nodes().getFirst();
        LabNode neighbour = stage.cluster().nodes().get(1);
        LabNode far = stage.cluster().nodes().getLast();
        stage.chapter("VXLAN between the racks (IPPool, vxlanMode: CrossSubnet)");
        List<HasMetadata> pools = stage.apply(POOLS);
        awaitRoutes(stage, here, far, route -> route.contains(DEVICES));
        for (int family = 0; family < far.server().podCidrs().size(); family++) {
            encapsulated(stage, here, neighbour, far, family);
        }
        stage.delete(pools);
        awaitRoutes(stage, here, far, route -> SpreadScene.ways(route) == 2);
        stage.say("without the pools the routers carry all again");
    }

    private static void encapsulated(
            Stage stage, LabNode here, LabNode neighbour, LabNode far, int family)
            throws IOException, InterruptedException {
        String there = SpreadScene.kernelRoute(here, far.server().podCidrs().get(family));
        String near = SpreadScene.kernelRoute(here, neighbour.server().podCidrs().get(family));
        stage.say(there);
        stage.checks()
                .that(
                        there.contains(DEVICES) && !near.contains(DEVICES),
                        "%s's packets to %s are encapsulated, those to %s in its rack are not"
                                .formatted(here.name(), far.name(), neighbour.name()),
                        there + "; " + near);
        String device = family == 0 ? "vxlan.gingham" : "vxlan6.gingham";
        long before = Fabric.counter(here.name(), device, "tx_packets");
        // shop/web on the first node, guest/client on the last.
        try (Flows flows =
                new Flows(
                        4,
                        stage.pods().places(DemoPods.ALL.getFirst()).get(family),
                        stage.pods().places(DemoPods.ALL.get(3)).get(family),
                        80)) {
            TimeUnit.MILLISECONDS.sleep(500);
            Flows.Report report = flows.stop();
            long through = Fabric.counter(here.name(), device, "tx_packets") - before;
            stage.checks()
                    .that(
                            report.lost() == 0 && through >= report.sent(),
                            "%d packets went through %s, and were answered"
                                    .formatted(report.sent(), device),
                            report + "; " + through + " through " + device);
        }
    }

    private static void awaitRoutes(
            Stage stage, LabNode here, LabNode far, Predicate<String> right) {
        for (IpPrefix block : far.server().podCidrs()) {
            stage.await(
                    "the route to " + block,
                    () -> {
                        String route = SpreadScene.kernelRoute(here, block);
                        return right.test(route) ? Optional.empty() : Optional.of(route);
                    });
        }
    }
}
