package io.gingham.agent.enforce;

import io.gingham.cni.EndpointId;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.program.Program;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the kernel's rules are made of at a moment.
///
/// @param versions by kind and object, the resource version: the receipts
/// @param enforced the endpoints whose pod is known and whose rules are in the kernel
public record InForce(
        Map<String, Map<String, String>> versions,
        ClusterState state,
        Program program,
        Set<EndpointId> enforced) {

    static Map<String, String> versionsOf(SortedMap<ResourceKey, ? extends Versioned<?>> objects) {
        Map<String, String> versions = new TreeMap<>();
        objects.forEach(
                (key, versioned) -> versions.put(key.toString(), versioned.resourceVersion()));
        return versions;
    }
}
