package io.gingham.crds.v3;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Rules for host endpoints whose policies decide nothing, and labels that they inherit. The
/// profile of a pod's namespace (Calico's `kns.NAME`) allows everything and needs no object.
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("profiles")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class Profile extends CustomResource<ProfileSpec, Void> {

    private static final long serialVersionUID = 1;
}
