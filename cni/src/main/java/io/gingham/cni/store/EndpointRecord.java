package io.gingham.cni.store;

import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;

/// An endpoint and how far it got.
///
/// @param live false while ADD is at work, and when another container took its interface over:
///   known to DEL only
public record EndpointRecord(WorkloadEndpoint endpoint, boolean live) {

    public EndpointId id() {
        return endpoint.id();
    }

    EndpointRecord retired() {
        return new EndpointRecord(endpoint, false);
    }
}
