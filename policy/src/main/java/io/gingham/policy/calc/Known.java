package io.gingham.policy.calc;

import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Tier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cluster as it is known now, for all stages to look things up.
final class Known {

    private final Map<ResourceKey, Resource> resources = new HashMap<>();

    /// @param resource null if it is gone
    /// @return what it was before; null if it wasn't there
    @Nullable Resource put(ResourceKey key, @Nullable Resource resource) {
        return resource == null ? resources.remove(key) : resources.put(key, resource);
    }

    @Nullable Resource get(ResourceKey key) {
        return resources.get(key);
    }

    @Nullable Pod pod(PodKey key) {
        return (Pod) resources.get(Pod.resourceKey(key));
    }

    boolean hasNamespace(String name) {
        return resources.containsKey(Namespace.key(name));
    }

    /// As [io.gingham.policy.model.ClusterState#tier].
    Tier tier(String name) {
        for (Tier tier : Tier.BUILT_IN) {
            if (tier.name().equals(name)) {
                return tier;
            }
        }
        Resource tier = resources.get(Tier.key(name));
        return tier == null ? Tier.missing(name) : (Tier) tier;
    }
}
