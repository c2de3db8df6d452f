package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.HostEndpointProgram;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A graph, and the program that what it says adds up to.
final class FedGraph {

    private final CalcGraph graph = new CalcGraph("n1");
    private final Program program = new Program("n1");
    private int version;

    Program program() {
        return program;
    }

    void onInSync() {
        graph.onInSync();
    }

    Flush flush() {
        return graph.flush();
    }

    void onUpdate(Delta<ResourceKey, Resource> delta, String resourceVersion) {
        graph.onUpdate(delta, resourceVersion);
    }

    void start(Resource... resources) {
        put(resources);
        graph.onInSync();
        flushed();
    }

    void put(Resource... resources) {
        for (Resource resource : resources) {
            graph.onUpdate(Delta.put(resource.resourceKey(), resource), "" + ++version);
        }
    }

    void remove(ResourceKey key) {
        graph.onUpdate(Delta.remove(key), "" + ++version);
    }

    Program flushed() {
        updates();
        return program;
    }

    List<ProgramUpdate> updates() {
        List<ProgramUpdate> updates = graph.flush().updates();
        program.apply(updates);
        ProgramChecks.check(updates, program);
        return updates;
    }

    Gate gate(String pod, Direction direction) {
        return endpointProgram(pod).gate(direction);
    }

    EndpointProgram endpointProgram(String pod) {
        return Optional.ofNullable(program.endpoints().get("cali" + pod)).orElseThrow();
    }

    HostEndpointProgram host() {
        return program.hostEndpoints().values().iterator().next();
    }

    /// Of the pod's ingress.
    PolicyGroup group(String pod) {
        return program.group(
                assertInstanceOf(Gate.Governed.class, gate(pod, Direction.INGRESS)).group());
    }

    List<String> names(PolicyGroup.TierStep tier) {
        return tier.chains().stream().map(id -> program.chain(id).resource().name()).toList();
    }

    Set<Member> onlyMembers() {
        assertEquals(1, program.sets().size());
        return program.members(program.sets().firstKey());
    }
}
