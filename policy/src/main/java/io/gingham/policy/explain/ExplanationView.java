package io.gingham.policy.explain;

import io.gingham.policy.model.Flow;
import io.gingham.policy.model.Verdict.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An [Explanation] in plain fields, to be sent and printed.
///
/// @param from `shop/web (10.0.0.7)`, or an address
/// @param connection `TCP/5432`, `ICMP type 8 code 0`
/// @param protocol `TCP`, or an IP protocol's name or number
/// @param port the destination's; -1 for a protocol without
public record ExplanationView(
        String from,
        String to,
        String connection,
        String protocol,
        int port,
        boolean allowed,
        Side egress,
        Side ingress) {

    /// One direction.
    ///
    /// @param endpoint whose direction it is
    /// @param decided null if no policy is asked there
    /// @param passed what came before, in order
    /// @param alsoAllowedBy other policies that would allow it if the deciding one did not
    public record Side(
            String endpoint,
            boolean allowed,
            @Nullable Reason decided,
            List<Reason> passed,
            List<Reason> alsoAllowedBy) {
        public Side {
            passed = List.copyOf(passed);
            alsoAllowedBy = List.copyOf(alsoAllowedBy);
        }
    }

    /// A step of the evaluation.
    ///
    /// @param tier empty where none is concerned, and so are kind, namespace and name of the policy
    /// @param rule from 1; 0 if none is concerned
    /// @param ruleName as its author called it; may be empty
    /// @param outcome `ALLOWED`, `DENIED`, `PASSED` (on to the next tier), `CONTINUED`
    /// @param file where it stands; empty if not known, and the line 0
    /// @param text for people
    public record Reason(
            String tier,
            String kind,
            String namespace,
            String name,
            int rule,
            String ruleName,
            String outcome,
            String file,
            int line,
            String text) {

        static Reason of(Explanation.Reason reason) {
            Step step = reason.step();
            int colon = reason.where().lastIndexOf(':');
            return new Reason(
                    step.tier(),
                    step.policy().map(key -> key.kind().kind()).orElse(""),
                    step.policy().map(key -> key.namespace()).orElse(""),
                    step.policy().map(key -> key.name()).orElse(""),
                    step.rule(),
                    reason.ruleName(),
                    step.outcome().name(),
                    colon < 0 ? reason.where() : reason.where().substring(0, colon),
                    colon < 0 ? 0 : Integer.parseInt(reason.where().substring(colon + 1)),
                    reason.toString());
        }
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(from + " -> " + to + " " + connection + ": " + (allowed ? "allowed" : "denied"));
        add("egress of ", egress, lines);
        add("ingress of ", ingress, lines);
        return lines;
    }

    private static void add(String what, Side side, List<String> lines) {
        Reason decided = side.decided;
        lines.add(
                "  "
                        + what
                        + side.endpoint
                        + ": "
                        + (side.allowed ? "allowed" : "denied")
                        + (decided == null ? ": no policy is asked there" : ": " + decided.text));
        side.passed.forEach(reason -> lines.add("    before: " + reason.text));
        side.alsoAllowedBy.forEach(reason -> lines.add("    also: " + reason.text));
    }

    static ExplanationView of(Explanation explanation) {
        Flow flow = explanation.flow();
        return new ExplanationView(
                flow.source().toString(),
                flow.destination().toString(),
                flow.connection(),
                protocol(flow),
                flow.portProtocol().isPresent() ? flow.destinationPort() : -1,
                explanation.allowed(),
                side(flow.source().toString(), explanation.egress()),
                side(flow.destination().toString(), explanation.ingress()));
    }

    private static String protocol(Flow flow) {
        return flow.portProtocol().map(Object::toString).orElse(String.valueOf(flow.protocol()));
    }

    private static Side side(String endpoint, Explanation.Side side) {
        return new Side(
                endpoint,
                side.allowed(),
                side.decided().map(Reason::of).orElse(null),
                side.passed().stream().map(Reason::of).toList(),
                side.alsoAllowedBy().stream().map(Reason::of).toList());
    }
}
