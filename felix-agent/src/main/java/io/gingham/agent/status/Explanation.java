package io.gingham.agent.status;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.enforce.InForce;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.program.Decision;
import io.gingham.policy.program.Interpreter;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/// Why this node lets a flow pass or drops it: the program that is in its kernel, run on the flow.
final class Explanation {

    private Explanation() {}

    /// @throws IllegalArgumentException if the question can't be understood
    static List<String> of(
            Optional<InForce> inForce,
            Collection<ClusterNode> nodes,
            String node,
            Request.Explain question) {
        if (inForce.isEmpty()) {
            return List.of("node " + node + ": nothing is in force yet");
        }
        PortProtocol protocol =
                PortProtocol.named(question.protocol())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "protocol '"
                                                        + question.protocol()
                                                        + "' is not TCP, UDP or SCTP"));
        Flow flow =
                Flow.of(
                        end(inForce.get(), nodes, IpAddress.parse(question.from())),
                        end(inForce.get(), nodes, IpAddress.parse(question.to())),
                        protocol,
                        question.port());
        Decision decision = Interpreter.decide(inForce.get().program(), flow);
        List<String> lines = new ArrayList<>();
        lines.add(
                "node " + node + ": " + flow + ": " + (decision.allowed() ? "allowed" : "dropped"));
        decision.trace().forEach(line -> lines.add("  " + line));
        return lines;
    }

    private static FlowEnd end(InForce inForce, Collection<ClusterNode> nodes, IpAddress address) {
        for (Map.Entry<PodKey, SortedSet<IpAddress>> pod :
                inForce.state().peerAddresses().entrySet()) {
            if (pod.getValue().contains(address)) {
                return new FlowEnd.OfPod(pod.getKey(), address);
            }
        }
        return nodes.stream()
                .filter(candidate -> candidate.addresses().contains(address))
                .findFirst()
                .<FlowEnd>map(candidate -> new FlowEnd.OfNode(candidate.name(), address))
                .orElseGet(() -> new FlowEnd.Outside(address));
    }
}
