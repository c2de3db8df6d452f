package io.gingham.policy.calc;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.program.ProgramUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// From changes of the cluster to changes of one node's program. For one thread.
///
/// Updates may come in any order, repeatedly, coalesced, and with removals of what was never there;
/// what a flush leads to depends on the last state of each resource only. A change costs what it
/// touches. Before [#onInSync] nothing comes out, and little is computed.
public final class CalcGraph {

    private final Known known = new Known();
    private final Wiring wiring = new Wiring();
    private final String node;
    private final SetStage sets;
    private final ChainStage chains;
    private final GroupStage groups;
    private final Governance governance;
    private final EndpointStage endpoints;
    private final Set<ResourceKey> hostEndpoints = new HashSet<>();

    /// The last state of what was given since the last flush; null for what is gone.
    private Map<ResourceKey, @Nullable Resource> pending = new HashMap<>();

    private Map<ResourceKey, String> receipts = new HashMap<>();
    private boolean inSync;

    /// @param node whose host endpoints are looked after. All [Endpoint]s that are given are taken
    ///   to be this node's
    public CalcGraph(String node) {
        this.node = node;
        this.sets = new SetStage(known, wiring);
        this.chains = new ChainStage(known);
        this.groups = new GroupStage();
        this.governance = new Governance(known);
        this.endpoints = new EndpointStage(node, known, governance, groups);
    }

    /// @param version of the resource, for the receipt; of a removal, whatever tells it
    public void onUpdate(Delta<ResourceKey, Resource> delta, String version) {
        switch (delta) {
            case Delta.Put<ResourceKey, Resource>(var key, var value) -> pending.put(key, value);
            case Delta.Remove<ResourceKey, Resource>(var key) -> pending.put(key, null);
        }
        receipts.put(delta.key(), version);
    }

    /// All that existed at the start has been given.
    public void onInSync() {
        inSync = true;
    }

    /// Computes what the updates since the last flush come to. Empty before [#onInSync].
    public Flush flush() {
        if (!inSync) {
            return Flush.NOTHING;
        }
        Map<ResourceKey, @Nullable Resource> changes = pending;
        pending = new HashMap<>();
        changes.forEach(this::change);
        EndpointStage.Changes ofEndpoints = endpoints.flush();
        GroupStage.Changes ofGroups = groups.flush();
        ofGroups.acquired().forEach(chains::acquire);
        ofGroups.released().forEach(chains::release);
        ChainStage.Changes ofChains = chains.flush();
        ofChains.acquired().forEach(set -> sets.acquire(set.getKey(), set.getValue()));
        ofChains.released().forEach(sets::release);
        SetStage.Changes ofSets = sets.flush();

        List<ProgramUpdate> updates = new ArrayList<>(ofSets.additions());
        updates.addAll(ofChains.additions());
        updates.addAll(ofGroups.additions());
        updates.addAll(ofEndpoints.additions());
        updates.addAll(ofEndpoints.removals());
        updates.addAll(ofGroups.removals());
        updates.addAll(ofChains.removals());
        updates.addAll(ofSets.removals());
        Flush flush = new Flush(updates, new TreeMap<>(receipts));
        receipts = new HashMap<>();
        return flush;
    }

    private void change(ResourceKey key, @Nullable Resource after) {
        Resource before = known.get(key);
        if (before == null ? after == null : before.equals(after)) {
            return;
        }
        known.put(key, after);
        switch (key.kind()) {
            case NAMESPACE, SERVICE_ACCOUNT, PROFILE ->
                    changeParent(key, (LabelParent) before, (LabelParent) after);
            case POD -> changePod((Pod) before, (Pod) after);
            case ENDPOINT -> changeEndpoint(key, (Endpoint) before, (Endpoint) after);
            case NODE -> sets.onNode((Node) before, (Node) after);
            case ENDPOINT_SLICE -> sets.onSlice((EndpointSlice) before, (EndpointSlice) after);
            case NETWORK_SET, GLOBAL_NETWORK_SET ->
                    sets.onPeer((NetworkSet) before, (NetworkSet) after);
            case HOST_ENDPOINT ->
                    changeHostEndpoint(key, (HostEndpoint) before, (HostEndpoint) after);
            case TIER -> changeTier(key.name());
            case KUBERNETES_NETWORK_POLICY,
                    CLUSTER_NETWORK_POLICY,
                    ADMIN_NETWORK_POLICY,
                    BASELINE_ADMIN_NETWORK_POLICY,
                    NETWORK_POLICY,
                    GLOBAL_NETWORK_POLICY,
                    STAGED_NETWORK_POLICY,
                    STAGED_GLOBAL_NETWORK_POLICY,
                    STAGED_KUBERNETES_NETWORK_POLICY ->
                    changePolicy(key, (Policy) before, (Policy) after);
        }
    }

    private void changeParent(
            ResourceKey key, @Nullable LabelParent before, @Nullable LabelParent after) {
        sets.onParent(key, after);
        governance.onParent(key, after).forEach(this::touch);
        boolean cameOrWent = before == null || after == null;
        if (key.kind() == ResourceKind.NAMESPACE && cameOrWent) {
            wiring.in(key.name()).forEach(endpoint -> endpoints.touch(endpoint.resourceKey()));
        }
        if (key.kind() == ResourceKind.PROFILE) {
            chains.onResource(key);
        }
    }

    private void changePod(@Nullable Pod before, @Nullable Pod after) {
        sets.onPeer(before, after);
        Pod pod = after == null ? before : after;
        if (pod != null && !wiring.of(pod.key()).isEmpty()) {
            changeSubject(pod.key());
        }
    }

    private void changeEndpoint(
            ResourceKey key, @Nullable Endpoint before, @Nullable Endpoint after) {
        sets.onEndpoint(before, after);
        endpoints.touch(key);
        if (before != null) {
            changeSubject(before.pod());
        }
        if (after != null) {
            changeSubject(after.pod());
        }
    }

    /// A pod is governed here if it is known and has an interface.
    private void changeSubject(PodKey key) {
        Pod pod = known.pod(key);
        if (pod == null || wiring.of(key).isEmpty()) {
            governance.removeEndpoint(Pod.resourceKey(key));
        } else {
            governance.putEndpoint(pod);
        }
        wiring.of(key).forEach(endpoint -> endpoints.touch(endpoint.resourceKey()));
    }

    private void changeHostEndpoint(
            ResourceKey key, @Nullable HostEndpoint before, @Nullable HostEndpoint after) {
        sets.onPeer(before, after);
        if (after != null && after.node().equals(node)) {
            governance.putEndpoint(after);
            hostEndpoints.add(key);
            endpoints.touch(key);
        } else if (hostEndpoints.remove(key)) {
            governance.removeEndpoint(key);
            endpoints.touch(key);
        }
    }

    private void changeTier(String name) {
        governance.onTier();
        for (Endpoint endpoint : wiring.all()) {
            if (governance.isIn(name, Pod.resourceKey(endpoint.pod()))) {
                endpoints.touch(endpoint.resourceKey());
            }
        }
        for (ResourceKey endpoint : hostEndpoints) {
            if (governance.isIn(name, endpoint)) {
                endpoints.touch(endpoint);
            }
        }
    }

    private void changePolicy(ResourceKey key, @Nullable Policy before, @Nullable Policy after) {
        governance.onPolicy(before, after).forEach(this::touch);
        chains.onResource(key);
    }

    /// @param governed a pod or a host endpoint
    private void touch(ResourceKey governed) {
        if (governed.kind() == ResourceKind.HOST_ENDPOINT) {
            endpoints.touch(governed);
            return;
        }
        PodKey pod = new PodKey(governed.namespace(), governed.name());
        wiring.of(pod).forEach(endpoint -> endpoints.touch(endpoint.resourceKey()));
    }
}
