package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A node's own interface, for policies that govern the node itself. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("hostendpoints")
@ShortNames({"hep", "heps"})
@AdditionalPrinterColumn(
        name = "Node",
        jsonPath = ".spec.node",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Interface",
        jsonPath = ".spec.interfaceName",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "IPs",
        jsonPath = ".spec.expectedIPs",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class HostEndpoint extends CustomResource<HostEndpointSpec, Void> {

    private static final long serialVersionUID = 1;
}
