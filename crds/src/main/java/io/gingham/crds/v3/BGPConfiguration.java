package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Settings of every node's speaker (name `default`), or of one node (name `node.NODENAME`).
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("bgpconfigurations")
@ShortNames("bgpconfig")
@AdditionalPrinterColumn(
        name = "Mesh",
        jsonPath = ".spec.nodeToNodeMeshEnabled",
        type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
        name = "AS",
        jsonPath = ".spec.asNumber",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Port",
        jsonPath = ".spec.listenPort",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BGPConfiguration extends CustomResource<BGPConfigurationSpec, Void> {

    private static final long serialVersionUID = 1;
}
