package io.gingham.crds.v3;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// Settings of the node agent (name `default`), or of one node's (name `node.NODENAME`).
/// Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("felixconfigurations")
public final class FelixConfiguration extends CustomResource<FelixConfigurationSpec, Void> {

    private static final long serialVersionUID = 1;
}
