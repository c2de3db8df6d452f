package io.gingham.agent.kernel;

import io.gingham.agent.kernel.DataplaneException.Step;
import io.gingham.agent.rules.TableRules;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One table of one family.
final class IptablesApplier {

    /// How long to wait for the lock that all users of legacy iptables share, in seconds.
    private static final String LOCK_WAIT = "10";

    private final IpFamily family;
    private final String table;
    private final IptablesCommands commands;
    private final ProcessRunner runner;

    /// Empty until the table is read, and after a failed write.
    private Optional<ActualTable> known = Optional.empty();

    IptablesApplier(
            IpFamily family, String table, IptablesCommands commands, ProcessRunner runner) {
        this.family = family;
        this.table = table;
        this.commands = commands;
        this.runner = runner;
    }

    String table() {
        return table;
    }

    IpFamily family() {
        return family;
    }

    void forget() {
        known = Optional.empty();
    }

    TableDiff apply(TableRules wanted) {
        ActualTable actual = known.orElseGet(() -> read(wanted));
        TableDiff diff = TableDiff.between(actual, wanted);
        if (!diff.isEmpty()) {
            forget();
            write(diff);
        }
        known = Optional.of(actual.after(wanted));
        return diff;
    }

    /// Reads the table, and writes nothing. If it is not as wanted, the next [#apply] will see it.
    ///
    /// @return what differs, as a sentence
    Optional<String> drift(TableRules wanted) {
        TableDiff diff = TableDiff.between(read(wanted), wanted);
        if (diff.isEmpty()) {
            return Optional.empty();
        }
        forget();
        List<String> differences = new ArrayList<>();
        if (!diff.chainsWritten().isEmpty()) {
            differences.add(some(diff.chainsWritten()) + " gone or changed");
        }
        if (!diff.chainsRemoved().isEmpty()) {
            differences.add(some(diff.chainsRemoved()) + " too many");
        }
        if (!diff.hooksWritten().isEmpty()) {
            differences.add(
                    "in "
                            + String.join(", ", diff.hooksWritten())
                            + " our rule is gone, or no longer the first");
        }
        return Optional.of(
                "somebody else changed the %s %s table: %s"
                        .formatted(family, table, String.join("; ", differences)));
    }

    /// Not all of a large table.
    private static String some(List<String> chains) {
        return chains.size() == 1
                ? "chain " + chains.getFirst()
                : chains.size() + " chains (" + chains.getFirst() + ", …)";
    }

    /// What is ours in the table, if the kernel has the table and it can be read at all.
    ///
    /// @return what was written, empty if nothing of ours was there
    Optional<TableDiff> clear() {
        if (!commands.mayHave(table, family)) {
            return Optional.empty();
        }
        forget();
        TableDiff diff = apply(TableRules.none(table));
        return diff.isEmpty() ? Optional.empty() : Optional.of(diff);
    }

    private ActualTable read(TableRules wanted) {
        List<String> command = List.of(commands.save(family), "-t", table);
        try {
            ProcessResult result = runner.run(command);
            // A kernel may lack the nat table of a family; that matters only if rules belong there.
            if (wanted.chains().isEmpty() && result.stderr().contains("Table does not exist")) {
                return ActualTable.parse("");
            }
            return ActualTable.parse(result.orThrow().stdoutText());
        } catch (ProcessException e) {
            throw failure(Step.READ_RULES, "can't read", e);
        }
    }

    private void write(TableDiff diff) {
        try {
            runner.run(
                            List.of(commands.restore(family), "--noflush", "--wait", LOCK_WAIT),
                            diff.text())
                    .orThrow();
        } catch (ProcessException e) {
            throw failure(Step.WRITE_RULES, "the kernel refused", e);
        }
    }

    private DataplaneException failure(Step step, String what, ProcessException cause) {
        return new DataplaneException(
                step,
                what + " the " + family + " " + table + " table: " + cause.getMessage(),
                cause);
    }
}
