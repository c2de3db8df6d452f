package io.gingham.policy.cases;

import io.gingham.policy.model.PortProtocol;
import java.util.List;
import java.util.Set;

/// @param title empty if the case gives none
/// @param changes in the order in which they take effect
public record CaseStep(
        String title, List<CaseChange> changes, List<Expectation> expectations, List<Fact> facts) {

    public CaseStep {
        changes = List.copyOf(changes);
        expectations = List.copyOf(expectations);
        facts = List.copyOf(facts);
    }

    /// Every ordered pair of pods has the verdict, the exceptions have the other one.
    ///
    /// @param exceptions may hold addresses outside, which count only where they are named
    public record Expectation(
            List<Probe> probes, boolean allow, boolean withLoopback, Set<Pair> exceptions) {

        public Expectation {
            probes = List.copyOf(probes);
            exceptions = Set.copyOf(exceptions);
        }
    }

    /// `TCP/80`.
    public record Probe(PortProtocol protocol, int port) {}

    /// `from -> to`.
    public record Pair(String from, String to) {}

    public record Fact(Pair pair, Probe probe, boolean allow) {}
}
