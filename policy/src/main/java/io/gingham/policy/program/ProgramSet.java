package io.gingham.policy.program;

import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/// What rules match against. Both address families are in one set; a backend splits them.
public sealed interface ProgramSet {

    /// 19 of `A-Z a-z 0-9 - _`.
    String id();

    /// Where the set comes from, for people: `pods app=web of namespace shop`.
    String what();

    /// Addresses of the pods that a peer selects.
    record Addresses(String id, String what, SortedSet<IpAddress> members) implements ProgramSet {
        public Addresses {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }

    /// Address, protocol and number of every pod's port of one name. The pair decides, never the
    /// cross product.
    record NamedPorts(String id, String what, SortedSet<PodPort> members) implements ProgramSet {
        public NamedPorts {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }

    /// The exceptions of one `ipBlock`. No set is shared by two different blocks, so an exception
    /// can't reach into another block.
    record Nets(String id, String what, SortedSet<IpPrefix> members) implements ProgramSet {
        public Nets {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }

        public boolean covers(IpAddress address) {
            return members.stream().anyMatch(prefix -> prefix.contains(address));
        }
    }

    record PodPort(IpAddress address, PortProtocol protocol, int port)
            implements Comparable<PodPort> {

        private static final Comparator<PodPort> ORDER =
                Comparator.comparing(PodPort::address)
                        .thenComparing(PodPort::protocol)
                        .thenComparingInt(PodPort::port);

        @Override
        public int compareTo(PodPort other) {
            return ORDER.compare(this, other);
        }
    }
}
