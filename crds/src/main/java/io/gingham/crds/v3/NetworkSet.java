package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// Addresses that rules select by label, as if they were pods of its namespace. Namespaced.
@Group("projectcalico.org")
@Version("v3")
@Plural("networksets")
@ShortNames("netsets")
@AdditionalPrinterColumn(
        name = "Nets",
        jsonPath = ".spec.nets",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class NetworkSet extends CustomResource<NetworkSetSpec, Void> implements Namespaced {

    private static final long serialVersionUID = 1;
}
