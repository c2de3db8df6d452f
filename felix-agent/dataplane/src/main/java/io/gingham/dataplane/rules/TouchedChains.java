package io.gingham.dataplane.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Chains by name, whose they are, and which have been put or removed since somebody asked.
final class TouchedChains {

    private final SortedMap<String, Chain> chains = new TreeMap<>();

    /// The names of its chains, by owner.
    private final Map<String, List<String>> owned = new HashMap<>();

    private final SortedSet<String> touched = new TreeSet<>();

    SortedMap<String, Chain> all() {
        return Collections.unmodifiableSortedMap(chains);
    }

    @Nullable Chain find(String name) {
        return chains.get(name);
    }

    /// One that is there already is not touched.
    void put(Chain chain) {
        if (!chain.equals(chains.put(chain.name(), chain))) {
            touched.add(chain.name());
        }
    }

    void remove(String name) {
        chains.remove(name);
        touched.add(name);
    }

    /// Puts the chains of an owner in the place of those that it had.
    void replace(String owner, List<Chain> now) {
        List<String> names = now.stream().map(Chain::name).toList();
        List<String> before = names.isEmpty() ? owned.remove(owner) : owned.put(owner, names);
        if (before != null) {
            before.stream().filter(name -> !names.contains(name)).forEach(this::remove);
        }
        now.forEach(this::put);
    }

    boolean hasAnyOf(String owner) {
        return owned.containsKey(owner);
    }

    /// The names of those that have been put or removed since the last call.
    List<String> takeTouched() {
        List<String> taken = new ArrayList<>(touched);
        touched.clear();
        return taken;
    }
}
