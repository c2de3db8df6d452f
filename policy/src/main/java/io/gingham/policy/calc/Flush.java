package io.gingham.policy.calc;

import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.ProgramUpdate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What has changed since the flush before.
///
/// @param updates of the program, in the order in which they must be carried out
/// @param receipts by resource, the version of it that was given last since the flush before: once
///   the updates are carried out, that version is in force
public record Flush(List<ProgramUpdate> updates, SortedMap<ResourceKey, String> receipts) {

    static final Flush NOTHING = new Flush(List.of(), Collections.emptySortedMap());

    public Flush {
        updates = List.copyOf(updates);
        receipts = Collections.unmodifiableSortedMap(new TreeMap<>(receipts));
    }
}
