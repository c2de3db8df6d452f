package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.TrafficStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Under traffic in a rack and across: from the routers to a mesh of all nodes, to reflectors, one
/// in each rack, and back.
final class ReflectorsScene implements Scene {

    private static final String LABEL = "route-reflector";
    private static final String CLUSTER = "projectcalico.org/RouteReflectorClusterID";

    private static final String PEERS =
            """
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: reflectors}
            spec:
              nodeSelector: all()
              peerSelector: route-reflector == 'true'
            """;

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        List<LabNode> nodes = stage.cluster().nodes();
        // One of each rack, and neither end of the traffic that is looked at.
        List<LabNode> reflectors = List.of(nodes.get(1), nodes.get(nodes.size() - 2));
        Place server = stage.pods().place(DemoPods.ALL.getFirst());
        Place neighbour = stage.pods().place(DemoPods.ALL.get(1));
        Place far = stage.pods().place(DemoPods.ALL.get(3));
        stage.chapter(
                "A mesh, then reflectors, then a mesh again, while %s and %s talk to %s"
                        .formatted(neighbour, far, server));
        try (RouteWatch watch = new RouteWatch(nodes.getFirst().name());
                TrafficStream near = new TrafficStream(neighbour, server, 80, 80);
                TrafficStream across = new TrafficStream(far, server, 80, 80)) {
            stage.configure("nodeToNodeMeshEnabled: true");
            awaitSessions(stage, "the mesh", nodes, nodes);
            awaitMeshRoute(stage, nodes.getFirst(), nodes.get(1));
            List<HasMetadata> peers = stage.apply(PEERS);
            reflectors.forEach(node -> stage.editNode(node, ReflectorsScene::promote));
            stage.configure("nodeToNodeMeshEnabled: false");
            awaitSessions(stage, "the reflectors", nodes, reflectors);
            say(stage, nodes.getFirst());
            stage.configure("nodeToNodeMeshEnabled: true");
            reflectors.forEach(node -> stage.editNode(node, ReflectorsScene::demote));
            stage.delete(peers);
            awaitSessions(stage, "the mesh again", nodes, nodes);
            TimeUnit.SECONDS.sleep(2);
            say(stage, nodes.getFirst());
            check(stage, "in the rack", near.stop());
            check(stage, "across the racks", across.stop());
            List<String> losses = watch.losses(nodes.get(1).podCidr());
            stage.checks()
                    .that(
                            losses.isEmpty(),
                            "%s's kernel had a route to %s all the time"
                                    .formatted(nodes.getFirst().name(), nodes.get(1).podCidr()),
                            losses.toString());
        }
        stage.configure("nodeToNodeMeshEnabled: false");
        awaitSessions(stage, "the routers alone", nodes, List.of());
        stage.cluster().awaitReady();
    }

    /// Straight to the other node, and by one way.
    private static void awaitMeshRoute(Stage stage, LabNode node, LabNode other) {
        stage.await(
                "the mesh's route",
                () -> {
                    String route = SpreadScene.kernelRoute(node, other.podCidr());
                    return route.contains("via " + other.address()) && SpreadScene.ways(route) == 1
                            ? Optional.empty()
                            : Optional.of(route);
                });
    }

    private static void check(Stage stage, String where, TrafficStream.Report report) {
        stage.checks()
                .that(
                        report.lostNothing(),
                        "no packet was lost " + where + ", all the way: " + report,
                        "");
    }

    private static void promote(Node node) {
        var annotations = new TreeMap<>(node.getMetadata().getAnnotations());
        annotations.put(CLUSTER, "244.0.0.1");
        node.getMetadata().setAnnotations(annotations);
        node.getMetadata().getLabels().put(LABEL, "true");
    }

    private static void demote(Node node) {
        node.getMetadata().getAnnotations().remove(CLUSTER);
        node.getMetadata().getLabels().remove(LABEL);
    }

    private static void say(Stage stage, LabNode node) {
        stage.say(node.name() + " has sessions with the nodes " + sessions(node));
    }

    /// Names of the nodes that it has an Established session with.
    private static Set<String> sessions(LabNode node) {
        return Stage.status(node).peers().stream()
                .filter(peer -> peer.state().equalsIgnoreCase("Established"))
                .map(AgentStatus.PeerView::name)
                .filter(name -> name.startsWith("mesh/"))
                .map(name -> name.substring("mesh/".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Until each node has sessions with just these, and each of these with all.
    private static void awaitSessions(
            Stage stage, String what, List<LabNode> nodes, List<LabNode> hubs) {
        long begun = System.nanoTime();
        stage.await(
                what,
                () ->
                        nodes.stream()
                                .flatMap(node -> wrong(node, nodes, hubs).stream())
                                .findFirst());
        stage.say(
                "%s after %d ms"
                        .formatted(what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
    }

    private static Optional<String> wrong(LabNode node, List<LabNode> nodes, List<LabNode> hubs) {
        Set<String> wanted =
                (hubs.contains(node) ? nodes : hubs)
                        .stream()
                                .filter(other -> !other.equals(node))
                                .map(LabNode::name)
                                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = sessions(node);
        return there.equals(wanted)
                ? Optional.empty()
                : Optional.of(node.name() + " has sessions with " + there + ", not " + wanted);
    }
}
