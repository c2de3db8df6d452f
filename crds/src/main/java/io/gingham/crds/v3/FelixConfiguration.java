package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Settings of the node agent (name `default`), or of one node's (name `node.NODENAME`).
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("felixconfigurations")
@ShortNames("felixconfig")
@AdditionalPrinterColumn(
        name = "ToHost",
        jsonPath = ".spec.defaultEndpointToHostAction",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Rules",
        jsonPath = ".spec.iptablesRefreshInterval",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Sets",
        jsonPath = ".spec.ipsetsRefreshInterval",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Routes",
        jsonPath = ".spec.routeRefreshInterval",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class FelixConfiguration extends CustomResource<FelixConfigurationSpec, Void> {

    private static final long serialVersionUID = 1;
}
