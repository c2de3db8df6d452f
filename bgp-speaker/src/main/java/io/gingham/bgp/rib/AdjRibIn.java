package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one peer sent, before any policy, so that a changed filter needs nothing from the peer.
final class AdjRibIn {

    private final Map<IpPrefix, PathAttributes> received = new HashMap<>();

    /// Those of before the peer's restart that it has not sent again.
    private final Set<IpPrefix> stale = new HashSet<>();

    void put(IpPrefix prefix, PathAttributes attributes) {
        received.put(prefix, attributes);
        stale.remove(prefix);
    }

    /// @return false if it was not there
    boolean remove(IpPrefix prefix) {
        stale.remove(prefix);
        return received.remove(prefix) != null;
    }

    Optional<PathAttributes> find(IpPrefix prefix) {
        return Optional.ofNullable(received.get(prefix));
    }

    boolean isStale(IpPrefix prefix) {
        return stale.contains(prefix);
    }

    int size() {
        return received.size();
    }

    List<IpPrefix> prefixes() {
        return List.copyOf(received.keySet());
    }

    /// The peer restarts, maybe again.
    ///
    /// @return those that were stale already, removed: nobody keeps a route over two restarts (RFC
    ///   4724 section 4.2)
    List<IpPrefix> markStale() {
        List<IpPrefix> gone = sweep();
        stale.addAll(received.keySet());
        return gone;
    }

    /// @return the stale ones, removed
    List<IpPrefix> sweep() {
        List<IpPrefix> gone = List.copyOf(stale);
        gone.forEach(received::remove);
        stale.clear();
        return gone;
    }

    /// @return all, removed
    List<IpPrefix> clear() {
        List<IpPrefix> gone = prefixes();
        received.clear();
        stale.clear();
        return gone;
    }
}
