package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Which routes are told to the peers that name it, and taken from them. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("bgpfilters")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BGPFilter extends CustomResource<BGPFilterSpec, Void> {

    private static final long serialVersionUID = 1;
}
