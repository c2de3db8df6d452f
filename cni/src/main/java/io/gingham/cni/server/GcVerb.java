package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.store.EndpointRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// GC: removes what this plugin recorded for the network, before the call, and the runtime no
/// longer lists. Goes on after errors and reports them together.
final class GcVerb {

    private final Node node;
    private final EndpointRemoval removal;
    private final Locks locks;

    GcVerb(Node node, EndpointRemoval removal, Locks locks) {
        this.node = node;
        this.removal = removal;
        this.locks = locks;
    }

    void run(Invocation invocation, NetworkConfig config) {
        Instant start = Instant.now();
        Set<EndpointId> valid = config.validAttachments();
        List<String> problems = new ArrayList<>();
        for (EndpointRecord stored : node.store().all()) {
            boolean leaked =
                    stored.endpoint().network().equals(config.name())
                            && stored.endpoint().created().isBefore(start)
                            && !valid.contains(stored.id());
            if (leaked) {
                attempt(() -> remove(stored, invocation, config), problems);
            }
        }
        attempt(() -> node.ipam().of(config).collect(invocation, config), problems);
        if (!problems.isEmpty()) {
            throw new CniException(
                    CniErrorCode.INTERNAL, "GC could not remove all", String.join("; ", problems));
        }
    }

    private void remove(EndpointRecord stored, Invocation invocation, NetworkConfig config) {
        EndpointId id = stored.id();
        Map<String, String> environment = new HashMap<>(invocation.environment());
        environment.put("CNI_COMMAND", "DEL");
        environment.put("CNI_CONTAINERID", id.containerId());
        environment.put("CNI_IFNAME", id.ifname());
        environment.put("CNI_NETNS", "");
        locks.both(
                id.containerId(),
                stored.endpoint().interfaceName(),
                () -> removal.remove(id, environment, config));
    }

    private static void attempt(Runnable step, List<String> problems) {
        try {
            step.run();
        } catch (RuntimeException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
