package io.gingham.dataplane;

import io.gingham.value.IpFamily;
import java.util.List;
import java.util.stream.Stream;

/// What an apply wrote into the kernel.
///
/// @param tables those that were written
/// @param setsCreated names
/// @param setsDestroyed names
/// @param setsInUse names of unwanted sets that could not be destroyed yet: some rule, not ours,
///   still refers to them
/// @param membersAdded of all sets
/// @param membersRemoved of all sets
public record Receipt(
        List<TableWrite> tables,
        List<String> setsCreated,
        List<String> setsDestroyed,
        List<String> setsInUse,
        int membersAdded,
        int membersRemoved) {

    public Receipt {
        tables = List.copyOf(tables);
        setsCreated = List.copyOf(setsCreated);
        setsDestroyed = List.copyOf(setsDestroyed);
        setsInUse = List.copyOf(setsInUse);
    }

    /// @param lines of the restore file
    public record TableWrite(
            IpFamily family,
            String table,
            List<String> chainsWritten,
            List<String> chainsRemoved,
            List<String> hooksWritten,
            int lines) {}

    public static final Receipt NOTHING =
            new Receipt(List.of(), List.of(), List.of(), List.of(), 0, 0);

    /// True if no more than members of sets, if that, came and went.
    public boolean isOfMembersAlone() {
        return tables.isEmpty() && setsCreated.isEmpty() && setsDestroyed.isEmpty();
    }

    /// True if the kernel was already as wanted.
    public boolean isEmpty() {
        return isOfMembersAlone() && membersAdded == 0 && membersRemoved == 0;
    }

    /// This one and another that was written after it.
    public Receipt and(Receipt next) {
        return new Receipt(
                joined(tables, next.tables),
                joined(setsCreated, next.setsCreated),
                joined(setsDestroyed, next.setsDestroyed),
                next.setsInUse,
                membersAdded + next.membersAdded,
                membersRemoved + next.membersRemoved);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// For a log line.
    @Override
    public String toString() {
        if (isEmpty()) {
            return "nothing to write";
        }
        StringBuilder text = new StringBuilder();
        for (TableWrite table : tables) {
            text.append(
                    "%s %s: %d chains written, %d removed, %d lines; "
                            .formatted(
                                    table.family(),
                                    table.table(),
                                    table.chainsWritten().size(),
                                    table.chainsRemoved().size(),
                                    table.lines()));
        }
        return text.append(
                        "sets: %d created, %d destroyed, %d members added, %d removed"
                                .formatted(
                                        setsCreated.size(),
                                        setsDestroyed.size(),
                                        membersAdded,
                                        membersRemoved))
                .toString();
    }
}
