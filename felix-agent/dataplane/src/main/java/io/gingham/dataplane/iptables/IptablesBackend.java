package io.gingham.dataplane.iptables;

import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.Receipt.TableWrite;
import io.gingham.dataplane.RuleBackend;
import io.gingham.dataplane.iptables.SetTables.Added;
import io.gingham.dataplane.iptables.SetTables.Removed;
import io.gingham.dataplane.rules.Changes;
import io.gingham.dataplane.rules.Changes.RuleChange;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.netlink.IpSets;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/// Rules by `iptables-restore`, sets by ipset's netlink protocol. The two families are written at
/// the same time.
public final class IptablesBackend implements RuleBackend {

    private final List<IpFamily> families;
    private final SetTables sets;
    private final List<IptablesTable> tables = new ArrayList<>();
    private final OtherVariant otherVariant;

    /// @param families those that have rules on this node; a family that is left out is not touched
    public IptablesBackend(
            Collection<IpFamily> families,
            IptablesCommands commands,
            IpSets ipsets,
            ProcessRunner runner) {
        this.families = List.copyOf(families);
        this.sets = new SetTables(ipsets, families);
        this.otherVariant = new OtherVariant(commands, this.families, runner);
        for (IpFamily family : families) {
            for (Stage stage : Stage.values()) {
                tables.add(new IptablesTable(family, stage, commands, runner));
            }
        }
    }

    @Override
    public Receipt apply(Wanted wanted, Changes changes) {
        if (!sets.isKnown() || !tables.stream().allMatch(IptablesTable::isKnown)) {
            return resync(wanted);
        }
        return changes.isEmpty()
                ? Receipt.NOTHING
                : write(sets.add(changes, wanted), table -> apply(table, changes));
    }

    private static Optional<TableWrite> apply(IptablesTable table, Changes changes) {
        RuleChange change = changes.rules().get(table.family());
        return change == null || table.stage() != Stage.FILTER
                ? Optional.empty()
                : table.apply(change);
    }

    /// What is ours in the variant of iptables that is not in use is removed afterwards.
    @Override
    public Receipt resync(Wanted wanted) {
        forget();
        Receipt receipt = bring(wanted);
        otherVariant.clear();
        return receipt;
    }

    private Receipt bring(Wanted wanted) {
        return write(sets.addMissing(wanted), table -> table.resync(wanted.rules(table.family())));
    }

    @Override
    public List<String> drift(Wanted wanted, boolean withSets) {
        List<String> found = new ArrayList<>();
        for (IptablesTable table : tables) {
            table.drift(wanted.rules(table.family())).ifPresent(found::add);
        }
        if (withSets) {
            sets.drift(wanted).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public List<String> tidy() {
        return sets.tidy();
    }

    @Override
    public Receipt remove() {
        forget();
        otherVariant.clear();
        List<TableWrite> written = new ArrayList<>();
        for (IptablesTable table : tables) {
            table.clear().ifPresent(written::add);
        }
        Removed removed = sets.destroyEverything();
        return receipt(written, new Added(List.of(), 0, List.of()), removed);
    }

    private void forget() {
        sets.forget();
        tables.forEach(IptablesTable::forget);
    }

    /// One table's refusal doesn't keep the others from being written.
    private Receipt write(Added added, Function<IptablesTable, Optional<TableWrite>> writeTable) {
        List<TableWrite> written = new ArrayList<>();
        Optional<DataplaneException> refused = writeTables(writeTable, written);
        int members = sets.removeMembers(added.surplus());
        if (refused.isPresent()) {
            throw refused.get();
        }
        return receipt(written, added, sets.destroy(members));
    }

    private static Receipt receipt(List<TableWrite> written, Added added, Removed removed) {
        return new Receipt(
                written,
                added.created(),
                removed.destroyed(),
                removed.inUse(),
                added.members(),
                removed.members());
    }

    /// The families side by side, each family's tables one after the other.
    private Optional<DataplaneException> writeTables(
            Function<IptablesTable, Optional<TableWrite>> writeTable, List<TableWrite> written) {
        List<FutureTask<FamilyWrite>> writing = new ArrayList<>();
        for (IpFamily family : families) {
            FutureTask<FamilyWrite> task = new FutureTask<>(() -> writeFamily(family, writeTable));
            writing.add(task);
            if (writing.size() < families.size()) {
                // Not a virtual one: its carrier may have been born on a thread that was in a pod's
                // namespace, and the program would write its rules there.
                Thread.ofPlatform().daemon().name("rules-" + family).start(task);
            } else {
                task.run();
            }
        }
        Optional<DataplaneException> first = Optional.empty();
        for (FutureTask<FamilyWrite> task : writing) {
            FamilyWrite done = done(task);
            written.addAll(done.written());
            for (DataplaneException refusal : done.refused()) {
                if (first.isPresent()) {
                    first.get().addSuppressed(refusal);
                } else {
                    first = Optional.of(refusal);
                }
            }
        }
        return first;
    }

    private record FamilyWrite(List<TableWrite> written, List<DataplaneException> refused) {}

    private FamilyWrite writeFamily(
            IpFamily family, Function<IptablesTable, Optional<TableWrite>> writeTable) {
        FamilyWrite write = new FamilyWrite(new ArrayList<>(), new ArrayList<>());
        for (IptablesTable table : tables) {
            if (table.family() == family) {
                try {
                    writeTable.apply(table).ifPresent(write.written()::add);
                } catch (DataplaneException e) {
                    write.refused().add(e);
                }
            }
        }
        return write;
    }

    private static <T> T done(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unexpected
                    ? unexpected
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataplaneException(
                    DataplaneException.Step.WRITE_RULES,
                    "interrupted while rules were being written",
                    e);
        }
    }
}
