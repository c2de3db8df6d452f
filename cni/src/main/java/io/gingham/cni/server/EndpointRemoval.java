package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.store.DelRequest;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.wiring.CableRemoval;
import io.gingham.netlink.libc.NetlinkException;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Removes all there is of an endpoint: routes, announcement, cable and addresses, record, in this
/// order. Whatever is absent is fine, so that it can be repeated. Used by DEL, by GC, to undo an
/// ADD, and for what is dead.
final class EndpointRemoval {

    private final Node node;
    private final WaitingAdds waiting;

    EndpointRemoval(Node node, WaitingAdds waiting) {
        this.node = node;
        this.waiting = waiting;
    }

    /// Call under the locks of the container and of its host interface.
    ///
    /// @throws io.gingham.cni.CniException if the addresses can't be released; the record stays
    ///   then
    void remove(EndpointId id, Invocation invocation, NetworkConfig config) {
        remove(id, delEnvironment(invocation.environment(), id), config);
    }

    /// With what was noted when the endpoint was made. Call under the same locks.
    ///
    /// @throws CniException as above, or if nothing was noted
    void remove(EndpointId id) {
        DelRequest request =
                node.store()
                        .request(id)
                        .orElseThrow(
                                () ->
                                        new CniException(
                                                CniErrorCode.INTERNAL,
                                                "the record of "
                                                        + id
                                                        + " does not say how to release its"
                                                        + " addresses"));
        remove(
                id,
                delEnvironment(request.environment(), id),
                NetworkConfig.parse(request.config()));
    }

    void remove(EndpointId id, Map<String, String> environment, NetworkConfig config) {
        waiting.abandon(id, "the container was removed while its ADD waited for the pod's policy");
        Optional<EndpointRecord> stored = node.store().find(id);
        Runnable unwire = stored.map(this::retire).orElseGet(() -> byNamespace(id, environment));
        Concurrently.both(
                () -> {
                    node.ipam().of(config).release(environment, config, stored.isPresent());
                    return id;
                },
                unwire,
                "ipam of " + id);
        node.store().remove(id);
    }

    /// Ends the endpoint's life; what is left to do is the slow part. The host's routes go first:
    /// from then on its addresses may be another's. A newer sandbox of the same pod has an
    /// interface of the same name: that one stays.
    private Runnable retire(EndpointRecord stored) {
        WorkloadEndpoint endpoint = stored.endpoint();
        boolean ours =
                node.store()
                        .ownerOf(endpoint.interfaceName())
                        .map(owner -> owner.id().equals(stored.id()))
                        .orElse(true);
        if (ours) {
            CableRemoval.removeRoutes(endpoint.interfaceName(), endpoint.ips());
        }
        node.retire(stored);
        return () -> {
            if (ours) {
                CableRemoval.remove(endpoint.interfaceName());
            }
        };
    }

    private Runnable byNamespace(EndpointId id, Map<String, String> environment) {
        String netns = environment.getOrDefault("CNI_NETNS", "");
        return () -> unwireByNamespace(netns, id);
    }

    /// Without a record the container's own interface leads to the cable, if it is one of ours that
    /// no record knows: any other is somebody else's. With the namespace gone, the cable is gone
    /// too.
    private void unwireByNamespace(String netns, EndpointId id) {
        if (netns.isEmpty()) {
            return;
        }
        try {
            CableRemoval.removeByPodEnd(netns, id.ifname(), this::isNobodys);
        } catch (NetlinkException | InvalidPathException e) {
            // Not there, or no namespace any more: nothing to remove.
        }
    }

    private boolean isNobodys(String interfaceName) {
        return node.store().all().stream()
                .noneMatch(other -> other.endpoint().interfaceName().equals(interfaceName));
    }

    /// The attachment may be another one than the request's (GC).
    private static Map<String, String> delEnvironment(
            Map<String, String> environment, EndpointId id) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put("CNI_COMMAND", "DEL");
        changed.put("CNI_CONTAINERID", id.containerId());
        changed.put("CNI_IFNAME", id.ifname());
        return changed;
    }
}
