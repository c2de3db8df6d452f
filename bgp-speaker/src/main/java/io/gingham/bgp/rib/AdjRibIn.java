package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
    /// @param kept of which families routes stay at all
    /// @return those that were stale already, removed: nobody keeps a route over two restarts (RFC
    ///   4724 section 4.2); and those of other families
    List<IpPrefix> markStale(Set<AddressFamily> kept) {
        List<IpPrefix> gone = new ArrayList<>(sweep(_ -> true));
        List<IpPrefix> others =
                received.keySet().stream()
                        .filter(prefix -> !kept.contains(AddressFamily.unicast(prefix.family())))
                        .toList();
        others.forEach(received::remove);
        gone.addAll(others);
        stale.addAll(received.keySet());
        return gone;
    }

    boolean hasStale() {
        return !stale.isEmpty();
    }

    /// @return the stale ones of those families, removed
    List<IpPrefix> sweep(Predicate<AddressFamily> families) {
        List<IpPrefix> gone =
                stale.stream()
                        .filter(prefix -> families.test(AddressFamily.unicast(prefix.family())))
                        .toList();
        gone.forEach(received::remove);
        gone.forEach(stale::remove);
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
