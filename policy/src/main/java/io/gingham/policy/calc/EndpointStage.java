package io.gingham.policy.calc;

import io.gingham.policy.model.AnyEndpoint;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.HostEndpointProgram;
import io.gingham.policy.program.HostEndpointProgram.Gates;
import io.gingham.policy.program.ProgramUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The endpoints of this node, pods' and its own, and the groups that decide for them.
final class EndpointStage {

    private static final Gate OPEN = new Gate.Open();

    private final String node;
    private final Known known;
    private final Governance governance;
    private final GroupStage groups;
    private final SortedMap<ResourceKey, EndpointProgram> endpoints = new TreeMap<>();
    private final SortedMap<ResourceKey, HostEndpointProgram> hostEndpoints = new TreeMap<>();
    private final Map<ResourceKey, List<String>> groupsOf = new HashMap<>();
    private Set<ResourceKey> dirty = new HashSet<>();

    EndpointStage(String node, Known known, Governance governance, GroupStage groups) {
        this.node = node;
        this.known = known;
        this.governance = governance;
        this.groups = groups;
    }

    /// Something that its program depends on has changed.
    ///
    /// @param key of an [Endpoint] or a [HostEndpoint]
    void touch(ResourceKey key) {
        dirty.add(key);
    }

    record Changes(List<ProgramUpdate> additions, List<ProgramUpdate> removals) {}

    /// All that has changed since the last time. References to groups have then moved.
    Changes flush() {
        List<ProgramUpdate> put = new ArrayList<>();
        List<ProgramUpdate> removed = new ArrayList<>();
        for (ResourceKey key : dirty.stream().sorted().toList()) {
            List<String> before = groupsOf.getOrDefault(key, List.of());
            List<String> after = new ArrayList<>();
            switch (known.get(key) instanceof AnyEndpoint any ? any : null) {
                case Endpoint endpoint -> put(program(endpoint, after), key, put);
                case HostEndpoint endpoint when endpoint.node().equals(node) ->
                        put(program(endpoint, after), key, put);
                case HostEndpoint _ -> remove(key, removed);
                case null -> remove(key, removed);
            }
            before.forEach(groups::release);
            if (after.isEmpty()) {
                groupsOf.remove(key);
            } else {
                groupsOf.put(key, after);
            }
        }
        dirty = new HashSet<>();
        return new Changes(put, removed);
    }

    private void put(EndpointProgram program, ResourceKey key, List<ProgramUpdate> updates) {
        if (!program.equals(endpoints.put(key, program))) {
            updates.add(new ProgramUpdate.EndpointPut(program));
        }
    }

    private void put(HostEndpointProgram program, ResourceKey key, List<ProgramUpdate> updates) {
        if (!program.equals(hostEndpoints.put(key, program))) {
            updates.add(new ProgramUpdate.HostEndpointPut(program));
        }
    }

    private void remove(ResourceKey key, List<ProgramUpdate> updates) {
        if (endpoints.remove(key) != null) {
            updates.add(new ProgramUpdate.EndpointRemoved(key.name()));
        }
        if (hostEndpoints.remove(key) != null) {
            updates.add(new ProgramUpdate.HostEndpointRemoved(key.name()));
        }
    }

    /// @param used takes the ids of the groups that it refers to, once for each reference
    private EndpointProgram program(Endpoint endpoint, List<String> used) {
        Pod pod = known.pod(endpoint.pod());
        String reason = reasonToClose(endpoint, pod);
        if (reason != null || pod == null) {
            Gate closed = new Gate.Closed(reason == null ? "" : reason);
            return program(endpoint, closed, closed);
        }
        Governance.Governors governors = governance.of(pod.resourceKey());
        return program(
                endpoint,
                gate(governors.workload(Direction.INGRESS), used),
                gate(governors.workload(Direction.EGRESS), used));
    }

    private @Nullable String reasonToClose(Endpoint endpoint, @Nullable Pod pod) {
        if (pod == null) {
            return "the API server has not shown this pod yet";
        }
        if (!endpoint.belongsTo(pod)) {
            return "the API server shows another pod of this name (uid " + pod.uid() + ")";
        }
        if (pod.hostNetwork()) {
            return "the API server shows this pod on the host's network";
        }
        return known.hasNamespace(pod.key().namespace())
                ? null
                : "the API server has not shown the namespace " + pod.key().namespace() + " yet";
    }

    private static EndpointProgram program(Endpoint endpoint, Gate ingress, Gate egress) {
        return new EndpointProgram(
                endpoint.interfaceName(), endpoint.pod(), endpoint.ips(), ingress, egress);
    }

    private HostEndpointProgram program(HostEndpoint endpoint, List<String> used) {
        Governance.Governors governors = governance.of(endpoint.resourceKey());
        return new HostEndpointProgram(
                endpoint.name(),
                endpoint.interfaceName(),
                endpoint.expectedIps(),
                new Gates(
                        gate(governors.local(Direction.INGRESS, endpoint), used),
                        gate(governors.local(Direction.EGRESS, endpoint), used)),
                new Gates(
                        gate(governors.forwarded(Direction.INGRESS), used),
                        gate(governors.forwarded(Direction.EGRESS), used)),
                new Gates(
                        gate(governors.untracked(Direction.INGRESS), used),
                        gate(governors.untracked(Direction.EGRESS), used)),
                gate(governors.preDnat(), used));
    }

    private Gate gate(Optional<GroupStage.Shape> shape, List<String> used) {
        if (shape.isEmpty()) {
            return OPEN;
        }
        String group = groups.acquire(shape.get());
        used.add(group);
        return new Gate.Governed(group);
    }
}
