package io.gingham.policy.calc;

import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.PodKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The interfaces of this node's pods, by pod.
final class Wiring {

    private final Map<PodKey, List<Endpoint>> byPod = new HashMap<>();

    void change(@Nullable Endpoint before, @Nullable Endpoint after) {
        if (before != null) {
            byPod.computeIfPresent(
                    before.pod(),
                    (pod, endpoints) -> {
                        endpoints.remove(before);
                        return endpoints.isEmpty() ? null : endpoints;
                    });
        }
        if (after != null) {
            byPod.computeIfAbsent(after.pod(), pod -> new ArrayList<>(1)).add(after);
        }
    }

    /// In no order.
    List<Endpoint> of(PodKey pod) {
        return byPod.getOrDefault(pod, List.of());
    }

    /// Of the pods of a namespace.
    List<Endpoint> in(String namespace) {
        List<Endpoint> found = new ArrayList<>();
        byPod.forEach(
                (pod, endpoints) -> {
                    if (pod.namespace().equals(namespace)) {
                        found.addAll(endpoints);
                    }
                });
        return found;
    }

    List<Endpoint> all() {
        List<Endpoint> found = new ArrayList<>();
        byPod.values().forEach(found::addAll);
        return found;
    }
}
