package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/// A range of pod addresses: its CIDR, and how traffic to and from it is treated. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("ippools")
@ShortNames("ipp")
@AdditionalPrinterColumn(
        name = "CIDR",
        jsonPath = ".spec.cidr",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "NAT",
        jsonPath = ".spec.natOutgoing",
        type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class IPPool extends CustomResource<IPPoolSpec, Void> {

    private static final long serialVersionUID = 1;
}
