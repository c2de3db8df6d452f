package io.gingham.controller.loadbalancer;

import io.gingham.watch.ResourceKey;

/// Where the decisions go.
public interface ServiceStatusStore {

    /// @param version of the Service that the decision was made of
    /// @param since when the condition became what it is, RFC 3339
    /// @return false if the Service has changed meanwhile, or is gone: it will be looked at again
    /// @throws RuntimeException if the API server does not take it
    boolean write(ResourceKey service, String version, Decision decision, String since);
}
