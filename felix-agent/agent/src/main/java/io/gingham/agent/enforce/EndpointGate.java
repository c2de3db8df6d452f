package io.gingham.agent.enforce;

import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Holds each ADD until the endpoint is among those that are enforced. No thread waits here.
final class EndpointGate implements PolicyGate {

    private final Function<WorkloadEndpoint, String> obstacle;
    private final Function<WorkloadEndpoint, Optional<String>> missing;

    // Both under the lock of this object.
    private final Map<EndpointId, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private Set<EndpointId> enforced = Set.of();

    /// @param obstacle why an endpoint is not enforced yet, as a clause
    /// @param missing what of an endpoint that should be enforced is not
    EndpointGate(
            Function<WorkloadEndpoint, String> obstacle,
            Function<WorkloadEndpoint, Optional<String>> missing) {
        this.obstacle = obstacle;
        this.missing = missing;
    }

    /// Lets through who waits for one of these.
    ///
    /// @param endpoints which nobody changes any more
    void enforced(Set<EndpointId> endpoints) {
        List<CompletableFuture<Void>> through = new ArrayList<>();
        synchronized (this) {
            enforced = endpoints;
            Iterator<Map.Entry<EndpointId, List<CompletableFuture<Void>>>> each =
                    waiting.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<EndpointId, List<CompletableFuture<Void>>> entry = each.next();
                entry.getValue().removeIf(CompletableFuture::isDone);
                if (enforced.contains(entry.getKey())) {
                    through.addAll(entry.getValue());
                    each.remove();
                } else if (entry.getValue().isEmpty()) {
                    each.remove();
                }
            }
        }
        through.forEach(one -> one.complete(null));
    }

    @Override
    public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        synchronized (this) {
            if (!enforced.contains(endpoint.id())) {
                waiting.computeIfAbsent(endpoint.id(), id -> new ArrayList<>()).add(answer);
                return answer;
            }
        }
        answer.complete(null);
        return answer;
    }

    @Override
    public String obstacle(WorkloadEndpoint endpoint) {
        return obstacle.apply(endpoint);
    }

    @Override
    public Optional<String> missing(WorkloadEndpoint endpoint) {
        return missing.apply(endpoint);
    }
}
