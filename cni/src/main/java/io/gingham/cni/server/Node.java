package io.gingham.cni.server;

import io.gingham.cni.CniServerConfig;
import io.gingham.cni.EndpointId;
import io.gingham.cni.ForbiddenAddresses;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.store.DelRequest;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.delta.Delta;
import java.util.Optional;
import java.util.function.Consumer;

/// What the verbs work with.
///
/// @param listener told of every change of a live endpoint, under the container's lock
record Node(
        CniServerConfig config,
        IpamChoice ipam,
        PolicyGate gate,
        ForbiddenAddresses forbidden,
        EndpointStore store,
        Consumer<Delta<EndpointId, WorkloadEndpoint>> listener) {

    /// Makes the endpoint live.
    ///
    /// @param request how to remove it without its runtime
    void announce(WorkloadEndpoint endpoint, DelRequest request) {
        store.put(new EndpointRecord(endpoint, true), Optional.of(request));
        listener.accept(Delta.put(endpoint.id(), endpoint));
    }

    /// Ends the life of an endpoint whose interface is gone; its record stays for DEL.
    void retire(EndpointRecord stored) {
        if (stored.live()) {
            store.retire(stored);
            listener.accept(Delta.remove(stored.id()));
        }
    }
}
