package io.gingham.agent.bgp;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.Rib;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What this node announces as its own: pods' prefixes, and services'. A prefix that both want is
/// the pods'. For one thread.
final class Origination {

    private Supplier<Map<IpPrefix, PathAttributes>> services = Map::of;
    private Set<IpPrefix> pods = Set.of();

    void services(Supplier<Map<IpPrefix, PathAttributes>> all) {
        services = all;
    }

    /// @param now the pods' prefixes
    Map<IpPrefix, PathAttributes> all(Set<IpPrefix> now) {
        pods = now;
        Map<IpPrefix, PathAttributes> all = new HashMap<>(services.get());
        pods.forEach(prefix -> all.put(prefix, Rib.ORIGINATED));
        return all;
    }

    /// Of changes of services those that are not about a pods' prefix.
    List<Delta<IpPrefix, PathAttributes>> changes(
            List<Delta<IpPrefix, PathAttributes>> ofServices) {
        return ofServices.stream().filter(change -> !pods.contains(change.key())).toList();
    }
}
