package io.gingham.agent.cluster;

import io.gingham.delta.Delta;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.watch.Versioned;
import java.util.List;
import java.util.function.Function;

/// One change of something that policy depends on.
///
/// @param version the API's `resourceVersion`; empty for a removal
/// @param problems what in the object isn't understood, as `path: fault`
public record ResourceChange(
        Delta<ResourceKey, Resource> delta, String version, List<String> problems) {
    public ResourceChange {
        problems = List.copyOf(problems);
    }

    /// @param converted what a mirror keeps of an object, as policy has it
    static <V> ResourceChange of(
            ResourceKind kind,
            Delta<io.gingham.watch.ResourceKey, Versioned<V>> delta,
            Function<V, Converted> converted) {
        return switch (delta) {
            case Delta.Put<io.gingham.watch.ResourceKey, Versioned<V>>(var ignored, var held) -> {
                Converted now = converted.apply(held.value());
                yield new ResourceChange(
                        Delta.put(now.resource().resourceKey(), now.resource()),
                        held.resourceVersion(),
                        now.problems());
            }
            case Delta.Remove<io.gingham.watch.ResourceKey, Versioned<V>>(var key) ->
                    new ResourceChange(
                            Delta.remove(new ResourceKey(kind, key.namespace(), key.name())),
                            "",
                            List.of());
        };
    }
}
