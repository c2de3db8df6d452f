package io.gingham.agent.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// All of ours in one table of one family.
///
/// @param table `filter` or `nat`
/// @param chains by name; every name begins with [#CHAIN_PREFIX]
public record TableRules(String table, SortedMap<String, Chain> chains, List<Hook> hooks) {

    /// Every chain of that prefix is ours. Frozen, as [RuleHash#TAG].
    public static final String CHAIN_PREFIX = "gham-";

    public TableRules {
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        hooks = List.copyOf(hooks);
    }

    static TableRules of(String table, Collection<Chain> chains, List<Hook> hooks) {
        SortedMap<String, Chain> byName = new TreeMap<>();
        chains.forEach(chain -> byName.put(chain.name(), chain));
        return new TableRules(table, byName, hooks);
    }

    public static TableRules none(String table) {
        return of(table, List.of(), List.of());
    }
}
