package io.gingham.dataplane.iptables;

import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.DataplaneException.Step;
import io.gingham.dataplane.Receipt.TableWrite;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.Changes.RuleChange;
import io.gingham.dataplane.rules.Dispatch;
import io.gingham.dataplane.rules.FamilyRules;
import io.gingham.dataplane.rules.Stage;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One table of one family.
final class IptablesTable {

    /// How long to wait for the lock that all users of legacy iptables share, in seconds.
    private static final String LOCK_WAIT = "10";

    private final IpFamily family;
    private final Stage stage;
    private final IptablesCommands commands;
    private final ProcessRunner runner;

    /// Null until the table is read, and after a failed write.
    private @Nullable ActualTable known;

    /// Of the dispatches that were written last: an interface more is another few of many chains.
    private final Map<String, Chain> dispatchChains = new HashMap<>();

    IptablesTable(IpFamily family, Stage stage, IptablesCommands commands, ProcessRunner runner) {
        this.family = family;
        this.stage = stage;
        this.commands = commands;
        this.runner = runner;
    }

    IpFamily family() {
        return family;
    }

    Stage stage() {
        return stage;
    }

    boolean isKnown() {
        return known != null;
    }

    void forget() {
        known = null;
        dispatchChains.clear();
    }

    /// Writes what an update changed.
    ///
    /// @return empty if nothing was written
    /// @throws IllegalStateException if what is in the kernel is not known
    Optional<TableWrite> apply(RuleChange change) {
        ActualTable actual = known;
        if (actual == null) {
            throw new IllegalStateException("the " + table() + " has not been read");
        }
        RuleText text = new RuleText(family);
        List<ChainText> wanted = new ArrayList<>();
        Map<String, Chain> ofDispatches = new HashMap<>();
        for (Dispatch dispatch : change.dispatches()) {
            for (Chain chain : DispatchTree.of(dispatch)) {
                ofDispatches.put(chain.name(), chain);
                if (!chain.equals(dispatchChains.get(chain.name()))) {
                    wanted.add(ChainText.of(chain, text));
                }
            }
        }
        List<String> unwanted = new ArrayList<>(change.removed());
        change.dispatches()
                .forEach(
                        dispatch ->
                                actual.chains().keySet().stream()
                                        .filter(name -> DispatchTree.isPart(name, dispatch))
                                        .forEach(unwanted::add));
        unwanted.removeAll(ofDispatches.keySet());
        for (Chain chain : change.put()) {
            wanted.add(ChainText.of(chain, text));
        }
        Optional<TableWrite> written =
                write(actual, TableDiff.ofSome(TableText.name(stage), actual, wanted, unwanted));
        dispatchChains.putAll(ofDispatches);
        dispatchChains.keySet().retainAll(actual.chains().keySet());
        return written;
    }

    /// Compares the whole table, having read it if it is not known, and writes what differs.
    ///
    /// @return empty if nothing was written
    Optional<TableWrite> resync(FamilyRules rules) {
        return resync(TableText.of(rules, stage));
    }

    private Optional<TableWrite> resync(TableText wanted) {
        ActualTable actual = known == null ? read(wanted) : known;
        Optional<TableWrite> written = write(actual, TableDiff.between(actual, wanted));
        known = actual;
        return written;
    }

    /// What is ours in the table, if the kernel has the table and it can be read at all.
    ///
    /// @return what was written, empty if nothing of ours was there
    Optional<TableWrite> clear() {
        forget();
        return commands.mayHave(TableText.name(stage), family)
                ? resync(TableText.none(stage))
                : Optional.empty();
    }

    /// Reads the table, and writes nothing. If it is not as wanted, the table is no longer known.
    ///
    /// @return what differs, as a sentence
    Optional<String> drift(FamilyRules rules) {
        TableText wanted = TableText.of(rules, stage);
        TableDiff diff = TableDiff.between(read(wanted), wanted);
        if (diff.isEmpty()) {
            return Optional.empty();
        }
        forget();
        List<String> differences = new ArrayList<>();
        if (!diff.put().isEmpty()) {
            differences.add(some(diff.namesPut()) + " gone or changed");
        }
        if (!diff.removed().isEmpty()) {
            differences.add(some(diff.removed()) + " too many");
        }
        if (!diff.hooks().isEmpty()) {
            differences.add(
                    "in "
                            + String.join(", ", diff.hooks().keySet())
                            + " our rule is gone, or no longer the first");
        }
        return Optional.of(
                "somebody else changed the %s: %s"
                        .formatted(table(), String.join("; ", differences)));
    }

    private String table() {
        return family + " " + TableText.name(stage) + " table";
    }

    /// Not all of a large table.
    private static String some(List<String> chains) {
        return chains.size() == 1
                ? "chain " + chains.getFirst()
                : chains.size() + " chains (" + chains.getFirst() + ", …)";
    }

    private ActualTable read(TableText wanted) {
        List<String> command = List.of(commands.save(family), "-t", wanted.name());
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

    private Optional<TableWrite> write(ActualTable actual, TableDiff diff) {
        if (diff.isEmpty()) {
            return Optional.empty();
        }
        forget();
        try {
            runner.run(
                            List.of(commands.restore(family), "--noflush", "--wait", LOCK_WAIT),
                            diff.text())
                    .orThrow();
        } catch (ProcessException e) {
            throw failure(Step.WRITE_RULES, "the kernel refused", e);
        }
        actual.wrote(diff.put(), diff.removed(), diff.hooks());
        known = actual;
        return Optional.of(
                new TableWrite(
                        family,
                        TableText.name(stage),
                        diff.namesPut(),
                        diff.removed(),
                        List.copyOf(diff.hooks().keySet()),
                        diff.lines().size()));
    }

    private DataplaneException failure(Step step, String what, ProcessException cause) {
        return new DataplaneException(
                step, what + " the " + table() + ": " + cause.getMessage(), cause);
    }
}
