package io.gingham.agent.cluster;

import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.delta.Delta;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A cluster that a test writes down. For one thread.
public final class FakeFeed implements ClusterFeed {

    private final PolicyInbox inbox;
    private final Map<ResourceKey, Resource> resources = new TreeMap<>();
    private int version;

    public boolean inSync = true;
    public String outage = "";
    public final List<ClusterNode> nodes = new ArrayList<>();
    public final Map<String, BGPConfigurationSpec> bgpConfigurations = new TreeMap<>();
    public final Map<String, BGPPeerSpec> bgpPeers = new TreeMap<>();
    public final Map<String, BGPFilterSpec> bgpFilters = new TreeMap<>();
    public final Map<String, FelixConfigurationSpec> felixConfigurations = new TreeMap<>();
    public final Map<String, IPPoolSpec> pools = new TreeMap<>();

    /// @param inbox gets each change of a resource
    public FakeFeed(PolicyInbox inbox) {
        this.inbox = inbox;
    }

    /// @return its version
    public String put(Resource resource, String... problems) {
        resources.put(resource.resourceKey(), resource);
        String now = Integer.toString(++version);
        inbox.put(
                new ResourceChange(
                        Delta.put(resource.resourceKey(), resource), now, List.of(problems)));
        return now;
    }

    public void remove(Resource resource) {
        resources.remove(resource.resourceKey());
        inbox.put(new ResourceChange(Delta.remove(resource.resourceKey()), "", List.of()));
    }

    /// As a watch does that has lost its place: all that is there comes once more.
    public void listAgain() {
        List.copyOf(resources.values()).forEach(this::put);
    }

    @Override
    public boolean isInSync() {
        return inSync;
    }

    @Override
    public String outage() {
        return outage;
    }

    @Override
    public List<Resource> resources() {
        return new ArrayList<>(resources.values());
    }

    @Override
    public Set<IpAddress> apiServers() {
        return Set.of();
    }

    @Override
    public Collection<ClusterNode> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public Map<String, BGPConfigurationSpec> bgpConfigurations() {
        return bgpConfigurations;
    }

    @Override
    public Map<String, BGPPeerSpec> bgpPeers() {
        return bgpPeers;
    }

    @Override
    public Map<String, BGPFilterSpec> bgpFilters() {
        return bgpFilters;
    }

    @Override
    public Map<String, FelixConfigurationSpec> felixConfigurations() {
        return felixConfigurations;
    }

    @Override
    public Map<String, IPPoolSpec> pools() {
        return pools;
    }
}
