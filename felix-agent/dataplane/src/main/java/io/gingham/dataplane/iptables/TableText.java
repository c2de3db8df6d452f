package io.gingham.dataplane.iptables;

import io.gingham.dataplane.iptables.ChainText.HookText;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.FamilyRules;
import io.gingham.dataplane.rules.Hook;
import io.gingham.dataplane.rules.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// All of ours that one table of one family is to hold, as iptables is given it.
///
/// @param name `filter` or `nat`
/// @param chains by name
record TableText(String name, SortedMap<String, ChainText> chains, List<HookText> hooks) {

    TableText {
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        hooks = List.copyOf(hooks);
    }

    static TableText of(FamilyRules rules, Stage stage) {
        RuleText text = new RuleText(rules.family());
        List<Chain> chains = new ArrayList<>(rules.chains(stage).values());
        rules.dispatches(stage).forEach(dispatch -> chains.addAll(DispatchTree.of(dispatch)));
        SortedMap<String, ChainText> byName = new TreeMap<>();
        chains.forEach(chain -> byName.put(chain.name(), ChainText.of(chain, text)));
        return new TableText(name(stage), byName, texts(rules.hooks(stage), text));
    }

    /// Nothing: what is left after removal.
    static TableText none(Stage stage) {
        return new TableText(name(stage), Collections.emptySortedMap(), List.of());
    }

    private static List<HookText> texts(Collection<Hook> hooks, RuleText text) {
        return hooks.stream().map(hook -> HookText.of(hook, text)).toList();
    }

    /// The table that a stage's rules are in.
    static String name(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }
}
