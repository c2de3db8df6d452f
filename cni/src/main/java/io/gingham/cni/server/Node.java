package io.gingham.cni.server;

import io.gingham.cni.CniServerConfig;
import io.gingham.cni.EndpointId;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.ipam.IpamDelegate;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.delta.Delta;
import java.util.function.Consumer;

/// What the verbs work with.
///
/// @param listener told of every change of a live endpoint, under the container's lock
public record Node(
        CniServerConfig config,
        IpamDelegate ipam,
        PolicyGate gate,
        EndpointStore store,
        Consumer<Delta<EndpointId, WorkloadEndpoint>> listener) {

    /// Makes the endpoint live.
    void announce(WorkloadEndpoint endpoint) {
        store.put(new EndpointRecord(endpoint, true));
        listener.accept(Delta.put(endpoint.id(), endpoint));
    }

    /// Ends the life of an endpoint whose interface is gone; its record stays for DEL.
    void retire(EndpointRecord stored) {
        if (stored.live()) {
            store.put(new EndpointRecord(stored.endpoint(), false));
            listener.accept(Delta.remove(stored.id()));
        }
    }
}
