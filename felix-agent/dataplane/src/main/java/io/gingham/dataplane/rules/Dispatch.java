package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Match.Way;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A chain that goes to another one by a packet's interface. What isn't found is dropped. How it is
/// looked up is the backend's matter: a map, or a tree over the names' characters.
///
/// @param name of the chain
/// @param chains by the whole name of an interface
public record Dispatch(String name, Way way, SortedMap<String, String> chains) {

    public Dispatch {
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
    }
}
