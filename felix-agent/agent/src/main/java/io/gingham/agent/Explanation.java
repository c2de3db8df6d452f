package io.gingham.agent;

import io.gingham.agent.enforce.PolicyPart;
import io.gingham.agent.status.Request;
import io.gingham.policy.explain.Answer;
import io.gingham.policy.explain.Change;
import io.gingham.policy.explain.Doubts;
import io.gingham.policy.explain.Endpoints;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.manifest.ManifestReader;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Why a flow passes or not.
final class Explanation {

    private Explanation() {}

    /// What this node's kernel does with it: the program that is in it, run on the flow.
    ///
    /// @throws IllegalArgumentException if the question can't be understood
    static List<String> ofNode(PolicyPart policy, String node, Request.Explain question) {
        if (policy.inForce().isEmpty()) {
            return List.of("node " + node + ": nothing is in force yet");
        }
        Flow flow =
                Endpoints.flow(
                        policy.state(),
                        question.from(),
                        question.to(),
                        question.protocol() + "/" + question.port());
        return kernel(policy, node, flow);
    }

    private static List<String> kernel(PolicyPart policy, String node, Flow flow) {
        Verdict verdict = policy.program().decide(flow);
        List<String> lines = new ArrayList<>();
        lines.add(
                "node " + node + ": " + flow + ": " + (verdict.allowed() ? "allowed" : "dropped"));
        for (Verdict.Step step : verdict.trace()) {
            String chain =
                    step.policy()
                            .flatMap(key -> policy.program().chainOf(key, step.direction()))
                            .map(name -> " (iptables chain " + name + ")")
                            .orElse("");
            lines.add("  " + step + chain);
        }
        return lines;
    }

    /// What the whole cluster does with it, as this node knows the cluster.
    ///
    /// @throws IllegalArgumentException if the question can't be understood
    static Answer ofCluster(PolicyPart policy, String node, Request.Question question) {
        if (policy.inForce().isEmpty()) {
            throw new IllegalArgumentException(
                    "the agent has not listed the cluster's objects yet; try again");
        }
        ClusterState state = policy.state();
        List<Manifest> with = new ArrayList<>();
        for (Request.Text text : question.with()) {
            try {
                with.addAll(ManifestReader.read(text.name(), text.content()));
            } catch (ManifestException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        Answer answer =
                Answer.of(
                        LoadedCluster.of(state),
                        question.from(),
                        question.to(),
                        question.port(),
                        new Change(
                                with, Objects.requireNonNullElse(question.without(), List.of())));
        Flow flow = Endpoints.flow(state, question.from(), question.to(), question.port());
        List<String> lines = new ArrayList<>(kernel(policy, node, flow));
        Doubts.about(state, question.to()).ifPresent(lines::add);
        return answer.withKernel(lines);
    }
}
