package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.List;

/// An agent that was restarted finds an empty kernel, as after somebody's flush: how long until all
/// is in it.
final class FirstScenario {

    private static final int ROUNDS = 3;

    /// One start.
    ///
    /// @param listedNanos from the start of `./gingham agent` until its last list was answered
    /// @param programNanos from then to the last kernel write
    /// @param use from the start to rest
    record Start(
            long listedNanos,
            long programNanos,
            ProcessCost use,
            RuleEvents.Seen rules,
            ProcessCost.Memory memory) {}

    private final NodeUnderTest node;
    private final Report report;

    FirstScenario(NodeUnderTest node, Report report) {
        this.node = node;
        this.report = report;
    }

    List<Verdict> run() {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            starts.add(start());
        }
        report.starts(starts);
        Spread program = Spread.of(starts, start -> start.programNanos() / 1e6);
        return List.of(
                new Verdict("first program, median of " + ROUNDS, program.median(), 2000, "ms"));
    }

    private Start start() {
        long begin = node.restartIntoAnEmptyKernel();
        RuleEvents.Seen rules = node.kernel().rules();
        long last = node.awaitFirstProgram();
        long listed = node.api().lastListed();
        return new Start(
                listed - begin,
                last - listed,
                node.agent().use(),
                node.kernel().rules().since(rules),
                node.agent().memory());
    }
}
