package io.gingham.dataplane.iptables;

import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.Program;
import java.util.Collection;

/// Programs from scratch.
public final class TestPrograms {

    private TestPrograms() {}

    public static Program of(String node, Collection<? extends Resource> resources) {
        CalcGraph graph = new CalcGraph(node);
        for (Resource resource : resources) {
            graph.onUpdate(Delta.put(resource.resourceKey(), resource), "");
        }
        graph.onInSync();
        Program program = new Program(node);
        program.apply(graph.flush().updates());
        return program;
    }
}
