package io.gingham.agent.enforce;

import io.gingham.cni.WorkloadEndpoint;
import io.gingham.delta.Delta;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pods' interfaces that the graph has been told of.
final class WiredPods {

    private List<WorkloadEndpoint> seen = List.of();
    private Map<ResourceKey, Endpoint> told = Map.of();

    /// What to tell the graph, now that these are wired.
    List<Delta<ResourceKey, Resource>> changes(Collection<WorkloadEndpoint> wired) {
        if (List.copyOf(wired).equals(seen)) {
            return List.of();
        }
        seen = List.copyOf(wired);
        Map<ResourceKey, Endpoint> now = new HashMap<>();
        for (WorkloadEndpoint endpoint : wired) {
            Endpoint converted = endpoint(endpoint);
            now.put(converted.resourceKey(), converted);
        }
        List<Delta<ResourceKey, Resource>> changes = new ArrayList<>();
        told.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> changes.add(Delta.remove(key)));
        now.forEach(
                (key, endpoint) -> {
                    if (!endpoint.equals(told.get(key))) {
                        changes.add(Delta.put(key, endpoint));
                    }
                });
        told = now;
        return changes;
    }

    static Endpoint endpoint(WorkloadEndpoint wired) {
        return new Endpoint(
                new PodKey(wired.namespace(), wired.pod()),
                wired.podUid(),
                wired.interfaceName(),
                wired.ips());
    }
}
