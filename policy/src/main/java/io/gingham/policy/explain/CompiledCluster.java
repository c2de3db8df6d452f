package io.gingham.policy.explain;

import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The programs of all nodes, as a cluster of agents compiles them.
public final class CompiledCluster {

    private final SortedMap<String, Program> programs = new TreeMap<>();

    /// Every pod that has a network namespace gets an endpoint on its node; those in the state are
    /// not used.
    public CompiledCluster(ClusterState state) {
        Map<String, List<Endpoint>> byNode = new LinkedHashMap<>();
        int number = 0;
        for (Pod pod : state.all(Pod.class)) {
            if (!pod.hostNetwork()) {
                String name = "cali" + Integer.toHexString(0x1000000 + number++);
                byNode.computeIfAbsent(pod.node(), n -> new ArrayList<>())
                        .add(new Endpoint(pod.key(), pod.uid(), name, pod.ips()));
            }
        }
        for (HostEndpoint endpoint : state.all(HostEndpoint.class)) {
            byNode.computeIfAbsent(endpoint.node(), n -> new ArrayList<>());
        }
        byNode.forEach((node, endpoints) -> programs.put(node, compile(state, node, endpoints)));
    }

    private static Program compile(ClusterState state, String node, List<Endpoint> endpoints) {
        CalcGraph graph = new CalcGraph(node);
        for (Resource resource : state.resources().values()) {
            if (!(resource instanceof Endpoint)) {
                graph.onUpdate(Delta.put(resource.resourceKey(), resource), "");
            }
        }
        endpoints.forEach(e -> graph.onUpdate(Delta.put(e.resourceKey(), e), ""));
        graph.onInSync();
        Program program = new Program(node);
        program.apply(graph.flush().updates());
        return program;
    }

    /// Allowed if every node allows it.
    public Verdict decide(Flow flow) {
        List<Verdict.Step> trace = new ArrayList<>();
        for (Program program : programs.values()) {
            Verdict verdict = Interpreter.decide(program, flow);
            trace.addAll(verdict.trace());
            if (!verdict.allowed()) {
                return new Verdict(false, trace);
            }
        }
        return new Verdict(true, trace);
    }
}
