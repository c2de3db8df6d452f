package io.gingham.crds.v3;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Settings of every node's speaker (name `default`), or of one node (name `node.NODENAME`).
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("bgpconfigurations")
public final class BGPConfiguration extends CustomResource<BGPConfigurationSpec, Void> {

    private static final long serialVersionUID = 1;
}
