package io.gingham.policy.reach;

import java.util.List;
import java.util.stream.Collectors;

/// One side of a connection, as people speak of it.
public sealed interface End extends Comparable<End> {

    /// A workload of the cluster, or a pod of it that is judged otherwise than the others.
    ///
    /// @param name `web`; of a single pod its own
    record Workload(String namespace, String name) implements End {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /// Addresses outside the cluster that are judged alike.
    ///
    /// @param ranges at least one, in order
    record Outside(List<AddressRange> ranges) implements End {
        public Outside {
            ranges = List.copyOf(ranges);
        }

        @Override
        public String toString() {
            return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(","));
        }
    }

    /// Workloads by namespace and name, then the world outside.
    @Override
    default int compareTo(End other) {
        if (this instanceof Workload one && other instanceof Workload two) {
            int order = one.namespace.compareTo(two.namespace);
            return order == 0 ? one.name.compareTo(two.name) : order;
        }
        boolean outside = this instanceof Outside;
        return outside == other instanceof Outside
                ? toString().compareTo(other.toString())
                : outside ? 1 : -1;
    }
}
