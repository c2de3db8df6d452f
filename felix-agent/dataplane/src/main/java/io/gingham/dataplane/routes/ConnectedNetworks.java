package io.gingham.dataplane.routes;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// Networks that this machine is connected to.
///
/// @param lengths of the prefixes, each once
record ConnectedNetworks(Set<IpPrefix> prefixes, Set<Integer> lengths) {

    static final ConnectedNetworks NONE = new ConnectedNetworks(Set.of(), Set.of());

    ConnectedNetworks {
        prefixes = Set.copyOf(prefixes);
        lengths = Set.copyOf(lengths);
    }

    boolean contain(IpAddress address) {
        for (int length : lengths) {
            if (length <= address.family().maxPrefixLength()
                    && prefixes.contains(IpPrefix.containing(address, length))) {
                return true;
            }
        }
        return false;
    }

    static final class Builder {
        private final Set<IpPrefix> prefixes = new HashSet<>();
        private final Set<Integer> lengths = new TreeSet<>();

        void add(IpPrefix prefix) {
            prefixes.add(prefix);
            lengths.add(prefix.length());
        }

        ConnectedNetworks build() {
            return new ConnectedNetworks(prefixes, lengths);
        }
    }
}
