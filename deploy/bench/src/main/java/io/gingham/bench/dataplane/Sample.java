package io.gingham.bench.dataplane;

import java.util.List;

/// One change, measured.
///
/// @param latencyNanos from the event to the last kernel write
/// @param use of the agent, from the event until the kernel has been at rest for a while
/// @param rules what the kernel announced
/// @param members of sets that came and went; 0 where sets are not followed
/// @param programs that the agent started
record Sample(
        long latencyNanos,
        ProcessCost use,
        RuleEvents.Seen rules,
        int members,
        List<String> programs) {}
