package io.gingham.agent.cluster;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the agent knows of the cluster, as last seen. Any thread may ask.
public interface ClusterFeed {

    /// True once every kind has been listed; nothing may be programmed before.
    boolean isInSync();

    /// The kinds that can't be read from the API server now, with the reason, as a sentence; empty
    /// if all can be read.
    String outage();

    /// All that policy depends on.
    List<Resource> resources();

    /// Where the API server is reached.
    Set<IpAddress> apiServers();

    Collection<ClusterNode> nodes();

    /// Whose prefixes are whose.
    default NodeBlocks nodeBlocks() {
        return NodeBlocks.of(nodes());
    }

    /// By name, as those that follow.
    Map<String, BGPConfigurationSpec> bgpConfigurations();

    Map<String, BGPPeerSpec> bgpPeers();

    Map<String, BGPFilterSpec> bgpFilters();

    Map<String, FelixConfigurationSpec> felixConfigurations();

    Map<String, IPPoolSpec> pools();
}
