package io.gingham.policy.reach;

import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.Program;
import java.util.Set;

/// The program of a node that has all pods of the cluster.
final class EveryPod {

    private static final String NODE = "";

    private EveryPod() {}

    /// @param peersOnly pods that rules may be about, and that are not judged themselves
    static Program compile(ClusterState state, Set<PodKey> peersOnly) {
        CalcGraph graph = new CalcGraph(NODE);
        for (Resource resource : state.resources().values()) {
            if (!(resource instanceof Endpoint)) {
                graph.onUpdate(Delta.put(resource.resourceKey(), resource), "");
            }
        }
        int number = 0;
        for (Pod pod : state.all(Pod.class)) {
            if (pod.isPeer() && !peersOnly.contains(pod.key())) {
                String name = "cali" + Integer.toHexString(0x1000000 + number++);
                Endpoint endpoint = new Endpoint(pod.key(), pod.uid(), name, pod.ips());
                graph.onUpdate(Delta.put(endpoint.resourceKey(), endpoint), "");
            }
        }
        graph.onInSync();
        Program program = new Program(NODE);
        program.apply(graph.flush().updates());
        return program;
    }
}
