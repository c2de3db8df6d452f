package io.gingham.policy;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.Pod;
import io.gingham.policy.program.Compiler;
import io.gingham.policy.program.Decision;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One program a node, as a cluster of agents compiles them.
public final class WholeCluster {

    private final List<Program> programs = new ArrayList<>();

    /// Every pod that has a network namespace gets an endpoint on its node.
    public WholeCluster(ClusterState state) {
        Map<String, List<Endpoint>> byNode = new TreeMap<>();
        int number = 0;
        for (Pod pod : state.pods().values()) {
            if (!pod.hostNetwork()) {
                String name = "cali" + Integer.toHexString(0x1000000 + number++);
                byNode.computeIfAbsent(pod.node(), n -> new ArrayList<>())
                        .add(new Endpoint(pod.key(), pod.uid(), name, pod.ips()));
            }
        }
        byNode.forEach(
                (node, endpoints) ->
                        programs.add(Compiler.compile(state.withEndpoints(endpoints), node)));
    }

    /// Allowed if every node allows it.
    public Decision decide(Flow flow) {
        List<String> trace = new ArrayList<>();
        for (Program program : programs) {
            Decision decision = Interpreter.decide(program, flow);
            trace.addAll(decision.trace());
            if (!decision.allowed()) {
                return new Decision(false, trace);
            }
        }
        return new Decision(true, trace);
    }
}
