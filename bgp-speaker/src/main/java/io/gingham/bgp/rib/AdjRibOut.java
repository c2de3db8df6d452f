package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What one peer has been told, and which prefixes it must hear about next. The latter is all that
/// a slow peer costs.
final class AdjRibOut {

    private final Map<IpPrefix, PathAttributes> told = new HashMap<>();

    /// To be looked at, in the order of need; true: tell it again even if it is the same.
    private final Map<IpPrefix, Boolean> pending = new LinkedHashMap<>();

    private boolean endOfRibDue;

    void changed(IpPrefix prefix) {
        pending.putIfAbsent(prefix, false);
    }

    /// A new session: everything is to be told, then End-of-RIB.
    void begin(Collection<IpPrefix> all) {
        clear();
        all.forEach(this::changed);
        endOfRibDue = true;
    }

    /// RFC 2918: what the peer has of the family is told again.
    void refresh(AddressFamily family) {
        told.keySet().stream()
                .filter(prefix -> AddressFamily.unicast(prefix.family()).equals(family))
                .forEach(prefix -> pending.put(prefix, true));
    }

    void clear() {
        told.clear();
        pending.clear();
        endOfRibDue = false;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    boolean endOfRibDue() {
        return endOfRibDue;
    }

    void endOfRibSent() {
        endOfRibDue = false;
    }

    int size() {
        return told.size();
    }

    Optional<PathAttributes> told(IpPrefix prefix) {
        return Optional.ofNullable(told.get(prefix));
    }

    void announced(IpPrefix prefix, PathAttributes attributes) {
        told.put(prefix, attributes);
    }

    void withdrawn(IpPrefix prefix) {
        told.remove(prefix);
    }

    /// The next prefixes to look at, taken off the list.
    Map<IpPrefix, Boolean> take(int limit) {
        Map<IpPrefix, Boolean> batch = new LinkedHashMap<>();
        Iterator<Map.Entry<IpPrefix, Boolean>> all = pending.entrySet().iterator();
        while (all.hasNext() && batch.size() < limit) {
            Map.Entry<IpPrefix, Boolean> next = all.next();
            batch.put(next.getKey(), next.getValue());
            all.remove();
        }
        return batch;
    }
}
