package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.Server;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Requests;
import io.gingham.routers.Netns;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A service's address is reached from outside, by the nodes that have its pods; one of them is
/// cordoned, and gives it up without a request lost.
///
/// There is no kube-proxy in the lab: two iptables rules, one on each of the nodes, do for this
/// service what it would do.
final class ServiceScene implements Scene {

    private static final IpAddress ADDRESS = IpAddress.parse("198.51.100.10");
    private static final IpPrefix ROUTE = IpPrefix.host(ADDRESS);

    /// RFC 8326, as BIRD and FRR write it.
    private static final List<String> GRACEFUL_SHUTDOWN = List.of("(65535,0)", "graceful-shutdown");

    private static final String CONDITION = "ServiceRoutesWithdrawn";

    private static final String SETTINGS =
            """
            nodeToNodeMeshEnabled: false
            serviceExternalIPs: [{cidr: 198.51.100.0/24}]
            serviceDrainTime: 5s
            """;

    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: front, namespace: shop}
            spec:
              externalIPs: [%1$s]
              externalTrafficPolicy: Local
              type: LoadBalancer
              clusterIP: 10.96.0.10
              ports: [{port: 80, protocol: TCP}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: front, namespace: shop, labels: {kubernetes.io/service-name: front}}
            addressType: IPv4
            ports: [{port: 80, protocol: TCP}]
            endpoints:
            - {addresses: ["%2$s"], nodeName: %3$s, conditions: {ready: true, serving: true, terminating: false}}
            - {addresses: ["%4$s"], nodeName: %5$s, conditions: {ready: true, serving: true, terminating: false}}
            """;

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        DemoPods.Who web = DemoPods.ALL.getFirst();
        DemoPods.Who db = DemoPods.ALL.get(2);
        LabNode first = stage.pods().node(web);
        LabNode second = stage.pods().node(db);
        stage.chapter(
                "A service on %s and %s, reached from outside"
                        .formatted(first.name(), second.name()));
        stage.say("(no kube-proxy here: a DNAT rule on each of the two nodes stands for it)");
        kubeProxy(first, stage.pods().place(web), "-A");
        kubeProxy(second, stage.pods().place(db), "-A");
        stage.configure(SETTINGS);
        List<HasMetadata> service =
                stage.apply(
                        SERVICE.formatted(
                                ADDRESS,
                                stage.pods().place(web).address(),
                                first.name(),
                                stage.pods().place(db).address(),
                                second.name()));
        announced(stage, first, second);
        try (Requests requests = new Requests(stage.outside(), ADDRESS, 80)) {
            TimeUnit.MILLISECONDS.sleep(500);
            drain(stage, first, second);
            Requests.Report report = requests.stop();
            stage.say(report.toString());
            stage.checks()
                    .that(
                            report.failed() <= 1 && report.answers().size() == 2,
                            "the service answered all the time, but for a connection that was just being made",
                            report.toString());
        }
        stage.editNode(first, node -> node.getSpec().setUnschedulable(false));
        announced(stage, first, second);
        stage.delete(service);
        stage.configure("nodeToNodeMeshEnabled: false");
        stage.await(
                "the end of the service's routes",
                () -> missing(stage.cluster().router(TwoRacks.SPINE).nextHops(ROUTE).isEmpty()));
        kubeProxy(first, stage.pods().place(web), "-D");
        kubeProxy(second, stage.pods().place(db), "-D");
    }

    private static Optional<String> missing(boolean there) {
        return there ? Optional.empty() : Optional.of("not yet");
    }

    private static void kubeProxy(LabNode node, Place pod, String verb) {
        new Netns(node.name())
                .run(
                        "iptables",
                        "-w",
                        "-t",
                        "nat",
                        verb,
                        "PREROUTING",
                        "-d",
                        ADDRESS.toString(),
                        "-p",
                        "tcp",
                        "--dport",
                        "80",
                        "-j",
                        "DNAT",
                        "--to-destination",
                        pod.address() + ":80");
    }

    private static void announced(Stage stage, LabNode first, LabNode second) {
        for (String name : List.of("tor1", "tor2")) {
            FabricRouter router = stage.cluster().router(name);
            stage.await(
                    "both nodes' announcements at " + name,
                    () ->
                            missing(
                                    router.nextHops(ROUTE)
                                            .equals(Set.of(at(first, name), at(second, name)))));
        }
        stage.await(
                "both ways at the spine",
                () -> missing(stage.cluster().router(TwoRacks.SPINE).nextHops(ROUTE).size() == 2));
        stage.say("tor1 and tor2 have a route to %s by both".formatted(ROUTE));
    }

    private static IpAddress at(LabNode node, String router) {
        Server.Uplink uplink = node.server().uplink(router);
        return uplink.local().getFirst();
    }

    private static void drain(Stage stage, LabNode node, LabNode other) {
        stage.say(node.name() + " is cordoned");
        stage.editNode(node, it -> it.getSpec().setUnschedulable(true));
        for (String name : List.of("tor1", "tor2")) {
            FabricRouter router = stage.cluster().router(name);
            stage.await(
                    "GRACEFUL_SHUTDOWN at " + name,
                    () ->
                            missing(
                                    GRACEFUL_SHUTDOWN.stream()
                                            .anyMatch(router.daemon().explain(ROUTE)::contains)));
            boolean stillTold = router.daemon().told(ROUTE).contains(at(node, name));
            stage.await(
                    "the other node's turn at " + name,
                    () -> missing(router.nextHops(ROUTE).equals(Set.of(at(other, name)))));
            stage.checks()
                    .that(
                            stillTold,
                            "%s (%s) hears GRACEFUL_SHUTDOWN of %s, still has its route, and uses %s's"
                                    .formatted(
                                            name,
                                            router.daemon().maker(),
                                            node.name(),
                                            other.name()),
                            router.daemon().explain(ROUTE));
        }
        stage.await("the condition " + CONDITION, () -> missing(withdrawn(stage, node)));
        for (String name : List.of("tor1", "tor2")) {
            FabricRouter router = stage.cluster().router(name);
            stage.await(
                    "the withdrawal at " + name,
                    () -> missing(!router.daemon().told(ROUTE).contains(at(node, name))));
        }
        stage.checks()
                .that(
                        stage.cluster().router("tor1").prefixes().contains(node.podCidr()),
                        "then it is withdrawn, the Node's condition says so, and its pods' block stays",
                        "");
    }

    private static boolean withdrawn(Stage stage, LabNode node) {
        Node there = stage.cluster().client().nodes().withName(node.name()).get();
        return there.getStatus().getConditions().stream()
                .anyMatch(
                        condition ->
                                condition.getType().equals(CONDITION)
                                        && condition.getStatus().equals("True"));
    }
}
