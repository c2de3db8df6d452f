package io.gingham.agent.rules;

import io.gingham.value.IpFamily;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything of ours for one address family.
///
/// @param sets by name
public record FamilyRules(
        IpFamily family, List<TableRules> tables, SortedMap<String, KernelSet> sets) {

    /// The tables we may have chains in.
    public static final List<String> TABLES = List.of("filter", "nat");

    public FamilyRules {
        tables = List.copyOf(tables);
        sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
    }

    /// Nothing: what is left after removal.
    public static FamilyRules none(IpFamily family) {
        return new FamilyRules(
                family,
                TABLES.stream().map(TableRules::none).toList(),
                Collections.emptySortedMap());
    }
}
