package io.gingham.crds.v3;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/// A peer of one, some or all nodes outside the node-to-node mesh: a top-of-rack router, for
/// instance. Cluster-scoped.
@Group("projectcalico.org")
@Version("v3")
@Plural("bgppeers")
public final class BGPPeer extends CustomResource<BGPPeerSpec, Void> {

    private static final long serialVersionUID = 1;
}
