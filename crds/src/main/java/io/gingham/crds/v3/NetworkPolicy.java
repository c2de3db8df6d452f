package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Who may reach the pods of a namespace, and whom they may reach, with order, tiers, Deny, Log and
/// Pass. Namespaced.
@Group("projectcalico.org")
@Version("v3")
@Plural("networkpolicies")
@ShortNames({"cnp", "caliconetworkpolicy", "caliconetworkpolicies"})
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
public final class NetworkPolicy extends CustomResource<NetworkPolicySpec, Void>
        implements Namespaced {

    private static final long serialVersionUID = 1;
}
