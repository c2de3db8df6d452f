package io.gingham.agent.cluster;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import java.util.List;

/// One change of something that policy depends on.
///
/// @param version the API's `resourceVersion`; empty for a removal
/// @param problems what in the object isn't understood, as `path: fault`
public record ResourceChange(
        Delta<ResourceKey, Resource> delta, String version, List<String> problems) {
    public ResourceChange {
        problems = List.copyOf(problems);
    }
}
