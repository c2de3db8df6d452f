package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A GlobalNetworkPolicy that is not enforced yet: `explain` says what it would change. Cluster-
/// scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("stagedglobalnetworkpolicies")
@ShortNames("sgnp")
@AdditionalPrinterColumn(
        name = "Tier",
        jsonPath = ".spec.tier",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Order",
        jsonPath = ".spec.order",
        type = AdditionalPrinterColumn.Type.NUMBER)
@AdditionalPrinterColumn(
        name = "Action",
        jsonPath = ".spec.stagedAction",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Selector",
        jsonPath = ".spec.selector",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class StagedGlobalNetworkPolicy
        extends CustomResource<StagedGlobalNetworkPolicySpec, Void> {

    private static final long serialVersionUID = 1;
}
