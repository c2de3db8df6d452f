package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;

/// An element of an ipset.
public sealed interface SetEntry {

    /// Of `hash:ip`.
    record Address(IpAddress address) implements SetEntry {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// Of `hash:net`.
    ///
    /// @param net not of length 0
    record Net(IpPrefix net) implements SetEntry {
        @Override
        public String toString() {
            return net.toString();
        }
    }

    /// Of `hash:ip,port`.
    ///
    /// @param protocol number in the IP header
    record AddressPort(IpAddress address, int protocol, int port) implements SetEntry {
        @Override
        public String toString() {
            return address + "," + protocol + ":" + port;
        }
    }

    /// One that others made, of a form that is none of the above: with an exception (`nomatch`), a
    /// time-out, a MAC. It can be seen, not written.
    record Other(String text) implements SetEntry {
        @Override
        public String toString() {
            return text;
        }
    }
}
