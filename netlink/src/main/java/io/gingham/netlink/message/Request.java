package io.gingham.netlink.message;

import io.gingham.value.IpFamily;
import io.gingham.value.MacAddress;
import java.util.List;
import java.util.Optional;

/// What the kernel can be asked to change. `toString` is what error messages say was asked.
public sealed interface Request {

    /// A veth pair whose peer is born in another namespace, so that it never shows here.
    ///
    /// @param mac of the end that stays here
    /// @param mtu of both ends, in bytes
    /// @param queues transmit and receive queues of each end
    /// @param namespaceDescriptor an open file descriptor of the peer's namespace
    record CreateVeth(
            String name,
            MacAddress mac,
            String peerName,
            int mtu,
            int queues,
            int namespaceDescriptor)
            implements Request {
        @Override
        public String toString() {
            return "create veth " + name + " with peer " + peerName + ", mtu " + mtu;
        }
    }

    /// Down at first.
    ///
    /// @param mac empty for one of the kernel's choice; IPIP devices have none
    /// @param mtu of what it carries, in bytes
    record CreateTunnel(String name, Optional<MacAddress> mac, int mtu, Tunnel tunnel)
            implements Request {
        @Override
        public String toString() {
            return "create tunnel " + name + ", " + tunnel + ", mtu " + mtu;
        }
    }

    record SetLinkUp(int index, boolean up) implements Request {
        @Override
        public String toString() {
            return "set link " + index + (up ? " up" : " down");
        }
    }

    record SetLinkMtu(int index, int mtu) implements Request {
        @Override
        public String toString() {
            return "set the mtu of link " + index + " to " + mtu;
        }
    }

    record SetLinkMac(int index, MacAddress mac) implements Request {
        @Override
        public String toString() {
            return "set the MAC of link " + index + " to " + mac;
        }
    }

    record DeleteLink(String name) implements Request {
        @Override
        public String toString() {
            return "delete link " + name;
        }
    }

    /// Adds or updates: an address that is there already is success.
    record PutAddress(Address address) implements Request {
        @Override
        public String toString() {
            return "put address " + address;
        }
    }

    record DeleteAddress(Address address) implements Request {
        @Override
        public String toString() {
            return "delete address " + address;
        }
    }

    /// Refused with EEXIST where a route of the same key is there, whoever made it.
    record AddRoute(Route route) implements Request {
        @Override
        public String toString() {
            return "add route " + route;
        }
    }

    /// Takes the place of a route of the same key, whoever made it.
    record ReplaceRoute(Route route) implements Request {
        @Override
        public String toString() {
            return "put route " + route;
        }
    }

    /// Deletes a route with the same key, protocol and target.
    record DeleteRoute(Route route) implements Request {
        @Override
        public String toString() {
            return "delete route " + route;
        }
    }

    record PutNeighbour(Neighbour neighbour) implements Request {
        @Override
        public String toString() {
            return "put neighbour " + neighbour;
        }
    }

    record DeleteNeighbour(Neighbour neighbour) implements Request {
        @Override
        public String toString() {
            return "delete neighbour " + neighbour;
        }
    }

    /// Adds, or gives the MAC another destination.
    record PutFdbEntry(FdbEntry entry) implements Request {
        @Override
        public String toString() {
            return "put forwarding entry " + entry;
        }
    }

    record DeleteFdbEntry(FdbEntry entry) implements Request {
        @Override
        public String toString() {
            return "delete forwarding entry " + entry;
        }
    }

    record DeleteConnection(Connection connection) implements Request {
        @Override
        public String toString() {
            return "delete " + connection;
        }
    }

    /// Refused with EEXIST where a set of that name is there. To a socket of NETLINK_NETFILTER, as
    /// all that concerns sets.
    ///
    /// @param maxElements how many elements it can hold
    record CreateSet(String name, SetType type, IpFamily family, int maxElements)
            implements Request {
        @Override
        public String toString() {
            return "create ipset " + name + " " + type.kernelName() + " " + family;
        }
    }

    record DestroySet(String name) implements Request {
        @Override
        public String toString() {
            return "destroy ipset " + name;
        }
    }

    /// Adds elements, or removes them; what is so already is success.
    ///
    /// @param entries none of them [SetEntry.Other]; at least one
    record ChangeSet(String name, boolean add, List<SetEntry> entries) implements Request {
        public ChangeSet {
            entries = List.copyOf(entries);
        }

        @Override
        public String toString() {
            return "%s %s%s %s ipset %s"
                    .formatted(
                            add ? "add" : "remove",
                            entries.getFirst(),
                            entries.size() == 1 ? "" : " and " + (entries.size() - 1) + " more",
                            add ? "to" : "from",
                            name);
        }
    }

    /// Questions, answered with [RtMessage]s.
    sealed interface Query {

        record GetLink(String name) implements Query {
            @Override
            public String toString() {
                return "find link " + name;
            }
        }

        record DumpLinks() implements Query {
            @Override
            public String toString() {
                return "list links";
            }
        }

        record DumpAddresses(Optional<IpFamily> family) implements Query {
            @Override
            public String toString() {
                return "list addresses";
            }
        }

        record DumpRoutes(RouteFilter filter) implements Query {
            @Override
            public String toString() {
                return "list routes";
            }
        }

        record DumpNeighbours(boolean proxies) implements Query {
            @Override
            public String toString() {
                return "list neighbours";
            }
        }

        /// Those with a destination, of one link.
        record DumpFdb(int linkIndex) implements Query {
            @Override
            public String toString() {
                return "list forwarding entries of link " + linkIndex;
            }
        }

        /// Every set with its elements. To a socket of NETLINK_NETFILTER.
        record DumpSets() implements Query {
            @Override
            public String toString() {
                return "list ipsets";
            }
        }

        /// To a socket of NETLINK_NETFILTER. The kernel goes through its whole table, whatever is
        /// asked for: both families in one go cost as much as one.
        ///
        /// @param family empty for both
        record DumpConnections(Optional<IpFamily> family) implements Query {
            @Override
            public String toString() {
                return "list " + family.map(f -> f + " ").orElse("") + "connections";
            }
        }
    }
}
