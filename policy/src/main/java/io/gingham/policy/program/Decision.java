package io.gingham.policy.program;

import java.util.List;

/// @param trace the reasons in the order in which they were found, one line each, for people
public record Decision(boolean allowed, List<String> trace) {

    public Decision {
        trace = List.copyOf(trace);
    }
}
