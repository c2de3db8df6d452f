package io.gingham.crds.v3;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// A range of pod addresses: its CIDR, and how traffic to and from it is treated. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("ippools")
public final class IPPool extends CustomResource<IPPoolSpec, Void> {

    private static final long serialVersionUID = 1;
}
