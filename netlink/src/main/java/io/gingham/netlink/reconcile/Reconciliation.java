package io.gingham.netlink.reconcile;

import io.gingham.delta.Delta;
import io.gingham.netlink.libc.NetlinkException;
import java.util.List;
import java.util.Map;

/// What one reconciliation did.
///
/// @param applied the changes the kernel took, in order; empty in the steady state
/// @param failed the refusals, by key
public record Reconciliation<K, V>(List<Delta<K, V>> applied, Map<K, NetlinkException> failed) {

    public Reconciliation {
        applied = List.copyOf(applied);
        failed = Map.copyOf(failed);
    }

    /// False if something is to be tried again.
    public boolean succeeded() {
        return failed.isEmpty();
    }
}
