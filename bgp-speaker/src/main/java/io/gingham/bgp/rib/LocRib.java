package io.gingham.bgp.rib;

import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All usable routes by prefix, and the one of each that is used.
final class LocRib {

    private static final class Entry {
        /// By source, a TreeMap so that all that is shown has one order.
        final Map<String, Route> candidates = new TreeMap<>();

        @Nullable Route best;
    }

    private final Map<IpPrefix, Entry> entries = new HashMap<>();

    /// Adds the route, in the place of the one of its source.
    void put(Route route) {
        entries.computeIfAbsent(route.prefix(), _ -> new Entry())
                .candidates
                .put(route.source().key(), route);
    }

    void remove(IpPrefix prefix, String source) {
        Entry entry = entries.get(prefix);
        if (entry != null) {
            entry.candidates.remove(source);
        }
    }

    /// Chooses anew.
    ///
    /// @return true if another route is used now, or none
    boolean select(IpPrefix prefix) {
        Entry entry = entries.get(prefix);
        if (entry == null) {
            return false;
        }
        Route before = entry.best;
        entry.best =
                DecisionProcess.decide(entry.candidates.values())
                        .map(DecisionProcess.Decision::winner)
                        .orElse(null);
        if (entry.best == null) {
            entries.remove(prefix);
        }
        return before == null ? entry.best != null : !before.equals(entry.best);
    }

    Optional<Route> best(IpPrefix prefix) {
        Entry entry = entries.get(prefix);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.best);
    }

    /// Those with a best route; a copy.
    List<IpPrefix> selected() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().best != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// All with a candidate; a copy.
    Collection<IpPrefix> prefixes() {
        return List.copyOf(entries.keySet());
    }

    List<Route> candidates(IpPrefix prefix) {
        Entry entry = entries.get(prefix);
        return entry == null ? List.of() : List.copyOf(entry.candidates.values());
    }
}
