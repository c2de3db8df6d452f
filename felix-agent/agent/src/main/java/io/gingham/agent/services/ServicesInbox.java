package io.gingham.agent.services;

import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.watch.ResourceKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Changes of services and endpoints on their way to the part that announces them: of each object
/// the last state. Thread-safe.
final class ServicesInbox {

    /// What has come; an empty state is of an object that is gone.
    record Changes(
            Map<ResourceKey, Optional<SeenService>> services,
            Map<ResourceKey, Optional<ReadyEndpoints>> slices) {

        void into(ServiceRoutes routes) {
            services.forEach((key, now) -> routes.service(key, now.orElse(null)));
            slices.forEach((key, now) -> routes.slice(key, now.orElse(null)));
        }
    }

    private Changes waiting = none();

    private static Changes none() {
        return new Changes(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    synchronized void service(ResourceKey key, Optional<SeenService> now) {
        waiting.services().put(key, now);
    }

    synchronized void slice(ResourceKey key, Optional<ReadyEndpoints> now) {
        waiting.slices().put(key, now);
    }

    synchronized Changes take() {
        Changes taken = waiting;
        waiting = none();
        return taken;
    }
}
