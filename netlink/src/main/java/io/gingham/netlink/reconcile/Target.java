package io.gingham.netlink.reconcile;

import io.gingham.delta.Delta;
import io.gingham.netlink.libc.NetlinkException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of the kernel that holds values by key, and how to change it. Only what is ours is seen
/// and touched.
public interface Target<K, V> {

    /// What is there now, of ours.
    Map<K, V> dump();

    /// Puts and removes, in order. A put of what is there, and a remove of what is absent, succeed.
    ///
    /// @param actual the dump the changes were made from
    /// @return the refusal of each change, or null for success, in their order
    List<@Nullable NetlinkException> apply(List<Delta<K, V>> changes, Map<K, V> actual);

    /// Whether the actual value is as desired.
    default boolean isSatisfied(V desired, V actual) {
        return desired.equals(actual);
    }
}
