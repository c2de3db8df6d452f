package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseStep.Pair;
import io.gingham.policy.cases.CaseStep.Probe;
import io.gingham.policy.model.Flow;

/// One thing to find out after a step.
///
/// @param expected true if it must be allowed
/// @param flow between the first addresses of one family that both ends have
public record CaseProbe(Pair pair, Probe probe, boolean expected, Flow flow) {

    @Override
    public String toString() {
        return pair.from() + " -> " + pair.to() + " " + probe.protocol() + "/" + probe.port();
    }
}
