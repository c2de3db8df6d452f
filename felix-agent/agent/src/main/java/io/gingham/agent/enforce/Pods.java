package io.gingham.agent.enforce;

import io.gingham.cni.WorkloadEndpoint;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The pods of this node.
public interface Pods {

    /// Those that are wired now. Any thread may ask.
    Collection<WorkloadEndpoint> wired();

    /// What packets of a pod may come from besides its own addresses, by its interface: networks
    /// behind pods that peer with the node. Any thread may ask.
    default Map<String, List<IpPrefix>> sources() {
        return Map.of();
    }
}
