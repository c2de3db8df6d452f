package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Addresses that rules select by label, outside all namespaces. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("globalnetworksets")
@ShortNames("gnetsets")
@AdditionalPrinterColumn(
        name = "Nets",
        jsonPath = ".spec.nets",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class GlobalNetworkSet extends CustomResource<NetworkSetSpec, Void> {

    private static final long serialVersionUID = 1;
}
