package io.gingham.lab.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.fabric.Server;
import io.gingham.lab.fabric.Topology;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The objects by which nodes speak with the fabric's routers: in one rack, beside the mesh, a
/// BGPPeer for each node; in two, without it, those of `racks/bgp.yaml`.
final class FabricPeers {

    private static final String PEER =
            """
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: tor-%1$s}
            spec: {node: %1$s, peerIP: %2$s, asNumber: %3$s, sourceAddress: None}
            """;

    private FabricPeers() {}

    static void put(Topology topology, KubernetesClient client, LabObjects objects) {
        if (topology.racks() > 1) {
            putRacks(text -> text, client, objects);
            return;
        }
        for (Server server : topology.servers()) {
            Server.Uplink uplink = server.uplinks().getFirst();
            put(
                    PEER.formatted(
                            server.name(),
                            uplink.gateways().getFirst(),
                            topology.router(uplink.router()).asNumber()),
                    client,
                    objects);
        }
    }

    /// @param change of the text of `racks/bgp.yaml`
    static void putRacks(
            UnaryOperator<String> change, KubernetesClient client, LabObjects objects) {
        put(change.apply(racks()), client, objects);
    }

    private static void put(String yaml, KubernetesClient client, LabObjects objects) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(objects::put);
    }

    private static String racks() {
        try (InputStream yaml =
                Objects.requireNonNull(
                        FabricPeers.class.getResourceAsStream("/racks/bgp.yaml"), "bgp.yaml")) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
