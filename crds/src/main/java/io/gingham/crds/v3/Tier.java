package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// A layer of policies: tiers are asked in their order, and each has its say before the next.
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("tiers")
@AdditionalPrinterColumn(
        name = "Order",
        jsonPath = ".spec.order",
        type = AdditionalPrinterColumn.Type.NUMBER)
@AdditionalPrinterColumn(
        name = "Default",
        jsonPath = ".spec.defaultAction",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class Tier extends CustomResource<TierSpec, Void> {

    private static final long serialVersionUID = 1;
}
