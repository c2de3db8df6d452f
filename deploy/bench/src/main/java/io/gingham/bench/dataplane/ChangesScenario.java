package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// One change at a time, each kind many times.
final class ChangesScenario {

    /// The thread that asks for ADDs; a process it starts has its name at first.
    static final String RUNTIME = "runtime";

    private static final int WARM = 10;
    private static final long IDLE_NANOS = 5_000_000_000L;

    private final NodeUnderTest node;
    private final int rounds;
    private final Report report;

    ChangesScenario(NodeUnderTest node, int rounds, Report report) {
        this.node = node;
        this.rounds = rounds;
        this.report = report;
    }

    List<Verdict> run() {
        report.memory("at rest, all pods running", node.agent().memory());
        report.idle(idleMillisPerSecond());
        report.rowHeader();
        List<RowResult> rows = new ArrayList<>();
        ExecutorService runtime =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(RUNTIME).factory());
        try {
            for (Change change : new Changes(node.cluster(), node.sandboxes(), runtime).all()) {
                ChangeRow row = new ChangeRow(change, node.kernel(), node.agent());
                RowResult result = row.run(WARM, rounds);
                rows.add(result);
                report.add(result);
            }
        } finally {
            runtime.shutdownNow();
        }
        report.programs(rows);
        report.memory("after all changes", node.agent().memory());
        return verdicts(rows);
    }

    private double idleMillisPerSecond() {
        ProcessCost before = node.agent().use();
        LockSupport.parkNanos(IDLE_NANOS);
        return node.agent().use().since(before).cpuNanos() / 1e6 / (IDLE_NANOS / 1e9);
    }

    private static List<Verdict> verdicts(List<RowResult> rows) {
        List<Verdict> verdicts = new ArrayList<>();
        for (RowResult row : rows) {
            verdicts.add(
                    new Verdict(
                            row.name() + ": agent's processor time, median",
                            row.agentMillis().median(),
                            2,
                            "ms"));
        }
        for (RowResult row : rows) {
            if (row.name().equals(Changes.MEMBER_MORE)) {
                verdicts.add(
                        new Verdict(
                                row.name() + ": median", row.latencyMillis().median(), 3, "ms"));
            }
            verdicts.add(new Verdict(row.name() + ": p99", row.latencyMillis().p99(), 100, "ms"));
        }
        return verdicts;
    }
}
