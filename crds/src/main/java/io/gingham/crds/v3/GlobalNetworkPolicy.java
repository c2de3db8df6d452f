package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A policy for pods of all namespaces and for host endpoints. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("globalnetworkpolicies")
@ShortNames({"gnp", "cgnp", "calicoglobalnetworkpolicies"})
@AdditionalPrinterColumn(
        name = "Tier",
        jsonPath = ".spec.tier",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Order",
        jsonPath = ".spec.order",
        type = AdditionalPrinterColumn.Type.NUMBER)
@AdditionalPrinterColumn(
        name = "Selector",
        jsonPath = ".spec.selector",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class GlobalNetworkPolicy extends CustomResource<GlobalNetworkPolicySpec, Void> {

    private static final long serialVersionUID = 1;
}
