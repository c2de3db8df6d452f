package io.gingham.dataplane.routes;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Networks that this machine is connected to, each as many times as it is. For one thread at a
/// time.
final class ConnectedNetworks {

    private final Map<IpPrefix, Integer> prefixes = new HashMap<>();

    /// How many of the prefixes have that length.
    private final Map<Integer, Integer> lengths = new TreeMap<>();

    /// @return whether it was not connected before
    boolean add(IpPrefix prefix) {
        boolean first = prefixes.merge(prefix, 1, Integer::sum) == 1;
        if (first) {
            lengths.merge(prefix.length(), 1, Integer::sum);
        }
        return first;
    }

    /// One of the times that it was added.
    ///
    /// @return whether it is not connected any more
    boolean remove(IpPrefix prefix) {
        if (prefixes.computeIfPresent(prefix, (p, times) -> times == 1 ? null : times - 1)
                != null) {
            return false;
        }
        lengths.computeIfPresent(prefix.length(), (l, times) -> times == 1 ? null : times - 1);
        return true;
    }

    boolean contain(IpAddress address) {
        for (int length : lengths.keySet()) {
            if (length <= address.family().maxPrefixLength()
                    && prefixes.containsKey(IpPrefix.containing(address, length))) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        prefixes.clear();
        lengths.clear();
    }
}
