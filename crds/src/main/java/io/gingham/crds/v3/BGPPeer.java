package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A peer of one, some or all nodes outside the node-to-node mesh: a top-of-rack router, for
/// instance. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("bgppeers")
@ShortNames("bgpp")
@AdditionalPrinterColumn(
        name = "Peer",
        jsonPath = ".spec.peerIP",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AS",
        jsonPath = ".spec.asNumber",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Node",
        jsonPath = ".spec.node",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Nodes",
        jsonPath = ".spec.nodeSelector",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BGPPeer extends CustomResource<BGPPeerSpec, Void> {

    private static final long serialVersionUID = 1;
}
