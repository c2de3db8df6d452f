package io.gingham.policy.oracle;

import java.util.List;

/// @param trace why, one line a step, for people
public record Verdict(boolean allowed, List<String> trace) {

    public Verdict {
        trace = List.copyOf(trace);
    }
}
