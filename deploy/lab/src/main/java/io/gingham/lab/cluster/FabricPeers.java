package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.lab.fabric.Server;
import io.gingham.lab.fabric.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// The objects by which nodes speak with the fabric's routers: in one rack, beside the mesh, a
/// BGPPeer for each node; in two, without it, those of `racks/bgp.yaml`.
final class FabricPeers {

    private FabricPeers() {}

    static void put(Topology topology, KubernetesClient client, LabObjects objects) {
        if (topology.racks() > 1) {
            racks(client).forEach(objects::put);
            return;
        }
        for (Server server : topology.servers()) {
            Server.Uplink uplink = server.uplinks().getFirst();
            BGPPeer peer = new BGPPeer();
            peer.getMetadata().setName("tor-" + server.name());
            peer.setSpec(
                    BGPPeerSpec.of(
                            server.name(),
                            uplink.gateways().getFirst().toString(),
                            topology.router(uplink.router()).asNumber().value(),
                            "None"));
            objects.put(peer);
        }
    }

    private static List<HasMetadata> racks(KubernetesClient client) {
        try (InputStream yaml =
                Objects.requireNonNull(
                        FabricPeers.class.getResourceAsStream("/racks/bgp.yaml"), "bgp.yaml")) {
            return client.load(yaml).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
