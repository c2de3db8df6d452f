package io.gingham.policy.explain;

import io.gingham.policy.reach.Connections;
import io.gingham.policy.reach.Reach;
import io.gingham.policy.reach.Reach.Pair;
import io.gingham.policy.reach.ReachDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `explain` answers, in a form that can be sent.
///
/// @param allowed what becomes of the flow now
/// @param now why
/// @param afterwards the same if the change were made; null if none was asked about
/// @param changes if a change was asked about: whose connections change, and how
/// @param glance the same for people, alike ones in a line together
/// @param kernel what the asked node's own rules say of it, and in which chains they are; empty
///   offline
/// @param findings what in the manifests can't be understood
public record Answer(
        boolean allowed,
        ExplanationView now,
        @Nullable ExplanationView afterwards,
        List<PairChange> changes,
        List<String> glance,
        List<String> kernel,
        List<Finding> findings) {

    /// At most so many lines of what a change does.
    private static final int GLANCE = 40;

    public Answer {
        changes = List.copyOf(changes);
        glance = List.copyOf(glance);
        kernel = List.copyOf(kernel);
        findings = List.copyOf(findings);
    }

    /// Connections between two ends.
    ///
    /// @param from a workload, or addresses outside: `0.0.0.0/0`
    /// @param family `IPV4` or `IPV6`; empty if the same is true of all that both have
    public record PairChange(String from, String to, String family, Ports opened, Ports closed) {}

    /// @param tcp ports: `80,443-445`; empty for none
    /// @param other whether protocols without ports are meant, too
    public record Ports(String tcp, String udp, String sctp, boolean other) {
        static Ports of(Connections connections) {
            return new Ports(
                    connections.tcp().toString(),
                    connections.udp().toString(),
                    connections.sctp().toString(),
                    connections.other());
        }
    }

    /// @throws IllegalArgumentException if an end or the port isn't known or understood, or what
    ///   would be deleted is not there
    public static Answer of(
            LoadedCluster cluster, String from, String to, String port, Change change) {
        ServiceTarget.requireNoService(cluster, from);
        Explanation now = Explanation.of(cluster, Endpoints.flow(cluster.state(), from, to, port));
        List<Finding> findings = new ArrayList<>(cluster.findings());
        if (change.isNone()) {
            return new Answer(
                    now.allowed(),
                    ExplanationView.of(now),
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    findings);
        }
        LoadedCluster changed = change.applyTo(cluster);
        findings.addAll(changed.findings());
        Explanation then = Explanation.of(changed, Endpoints.flow(changed.state(), from, to, port));
        ReachDiff diff =
                ReachDiff.of(
                        Reach.of(cluster.state(), cluster.several()),
                        Reach.of(changed.state(), changed.several()));
        return new Answer(
                now.allowed(),
                ExplanationView.of(now),
                ExplanationView.of(then),
                diff.changes().entrySet().stream().map(Answer::of).toList(),
                diff.lines(GLANCE),
                List.of(),
                findings);
    }

    private static PairChange of(Map.Entry<Pair, ReachDiff.Change> entry) {
        Pair pair = entry.getKey();
        return new PairChange(
                pair.from().toString(),
                pair.to().toString(),
                pair.family().map(Object::toString).orElse(""),
                Ports.of(entry.getValue().opened()),
                Ports.of(entry.getValue().closed()));
    }

    public Answer withKernel(List<String> lines) {
        return new Answer(allowed, now, afterwards, changes, glance, lines, findings);
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(now.lines());
        if (afterwards != null) {
            lines.add("with the change:");
            afterwards.lines().forEach(line -> lines.add("  " + line));
            lines.add(
                    changes.isEmpty()
                            ? "nobody can reach more or less than before"
                            : changes.size()
                                    + (changes.size() == 1 ? " pair changes:" : " pairs change:"));
            glance.forEach(line -> lines.add("  " + line));
        }
        if (!kernel.isEmpty()) {
            lines.add("in the kernel:");
            kernel.forEach(line -> lines.add("  " + line));
        }
        findings.forEach(finding -> lines.add(finding.toString()));
        return lines;
    }
}
