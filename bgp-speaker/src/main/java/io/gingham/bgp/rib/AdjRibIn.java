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
import java.util.stream.Stream;

/// What one peer sent, before any policy, so that a changed filter needs nothing from the peer.
final class AdjRibIn {

    private final Map<IpPrefix, PathAttributes> received = new HashMap<>();

    /// Those of before the peer's restart that it has not sent again.
    private final Set<IpPrefix> stale = new HashSet<>();

    /// Those of them that are kept beyond the restart time (RFC 9494).
    private final Set<IpPrefix> longLived = new HashSet<>();

    /// Those that the peer has not sent again since its refresh began (RFC 7313).
    private final Set<IpPrefix> unrefreshed = new HashSet<>();

    void put(IpPrefix prefix, PathAttributes attributes) {
        received.put(prefix, attributes);
        isFresh(prefix);
    }

    private void isFresh(IpPrefix prefix) {
        stale.remove(prefix);
        longLived.remove(prefix);
        unrefreshed.remove(prefix);
    }

    /// @return false if it was not there
    boolean remove(IpPrefix prefix) {
        isFresh(prefix);
        return received.remove(prefix) != null;
    }

    Optional<PathAttributes> find(IpPrefix prefix) {
        return Optional.ofNullable(received.get(prefix));
    }

    boolean isStale(IpPrefix prefix) {
        return stale.contains(prefix) || longLived.contains(prefix);
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
    ///   4724 section 4.2), but for the long-lived ones, whose time goes on; and those of other
    ///   families
    List<IpPrefix> markStale(Set<AddressFamily> kept) {
        unrefreshed.clear();
        List<IpPrefix> gone = new ArrayList<>(stale);
        received.keySet().stream()
                .filter(prefix -> !kept.contains(family(prefix)) && !stale.contains(prefix))
                .forEach(gone::add);
        gone.forEach(this::remove);
        stale.addAll(received.keySet());
        stale.removeAll(longLived);
        return gone;
    }

    /// The restart time is over, and the stale routes of those families stay.
    List<IpPrefix> markLongLived(Set<AddressFamily> families) {
        List<IpPrefix> marked =
                stale.stream().filter(prefix -> families.contains(family(prefix))).toList();
        marked.forEach(stale::remove);
        longLived.addAll(marked);
        return marked;
    }

    /// Changes what was received, and not whether it is stale.
    void mark(IpPrefix prefix, PathAttributes attributes) {
        received.put(prefix, attributes);
    }

    boolean hasStale() {
        return !stale.isEmpty() || !longLived.isEmpty();
    }

    /// The peer is about to send all of the family again.
    void beginRefresh(AddressFamily family) {
        received.keySet().stream()
                .filter(prefix -> family(prefix).equals(family))
                .forEach(unrefreshed::add);
    }

    /// @return those that it did not send again, removed
    List<IpPrefix> endRefresh(AddressFamily family) {
        List<IpPrefix> gone =
                unrefreshed.stream().filter(prefix -> family(prefix).equals(family)).toList();
        gone.forEach(this::remove);
        return gone;
    }

    private static AddressFamily family(IpPrefix prefix) {
        return AddressFamily.unicast(prefix.family());
    }

    /// @return the stale ones of those families, removed
    List<IpPrefix> sweep(Predicate<AddressFamily> families) {
        List<IpPrefix> gone =
                Stream.concat(stale.stream(), longLived.stream())
                        .filter(prefix -> families.test(family(prefix)))
                        .toList();
        gone.forEach(this::remove);
        return gone;
    }

    /// @return all, removed
    List<IpPrefix> clear() {
        List<IpPrefix> gone = prefixes();
        received.clear();
        stale.clear();
        longLived.clear();
        unrefreshed.clear();
        return gone;
    }
}
