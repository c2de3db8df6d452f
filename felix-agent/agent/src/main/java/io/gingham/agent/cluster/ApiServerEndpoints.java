package io.gingham.agent.cluster;

import io.gingham.delta.Delta;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.value.IpAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The endpoints of the Service `kubernetes`, which API servers before 1.21 don't show. Any thread
/// may call.
public final class ApiServerEndpoints {

    private final Map<ResourceKey, Set<IpAddress>> slices = new ConcurrentHashMap<>();
    private volatile Set<IpAddress> addresses = Set.of();

    /// What has changed of the cluster; most of it is no matter here.
    public void note(ResourceChange change) {
        if (change.delta().key().kind() != ResourceKind.ENDPOINT_SLICE) {
            return;
        }
        Set<IpAddress> before =
                switch (change.delta()) {
                    case Delta.Put<ResourceKey, Resource>(var key, EndpointSlice slice)
                            when isOfTheApiServer(slice) ->
                            slices.put(key, Set.copyOf(slice.addresses()));
                    case Delta.Put<ResourceKey, Resource>(var key, _) -> slices.remove(key);
                    case Delta.Remove<ResourceKey, Resource>(var key) -> slices.remove(key);
                };
        if (before != null || slices.containsKey(change.delta().key())) {
            Set<IpAddress> all = new TreeSet<>();
            slices.values().forEach(all::addAll);
            addresses = Set.copyOf(all);
        }
    }

    private static boolean isOfTheApiServer(EndpointSlice slice) {
        return slice.namespace().equals("default") && slice.service().equals("kubernetes");
    }

    public Set<IpAddress> addresses() {
        return addresses;
    }
}
