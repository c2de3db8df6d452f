package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An element of an ipset. What large sets are made of has its own `hashCode`: see
/// [IpAddress#hashCode].
public sealed interface SetEntry {

    /// Of `hash:ip`.
    record Address(IpAddress address) implements SetEntry {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address entry && address.equals(entry.address);
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }

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
        public boolean equals(@Nullable Object other) {
            return other instanceof Net entry && net.equals(entry.net);
        }

        @Override
        public int hashCode() {
            return net.hashCode();
        }

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

    /// One that others made, and that says more than its address: an exception (`nomatch`), a
    /// time-out, a MAC. It can be seen, not written.
    ///
    /// @param base what it would be without; writing that takes its place. Empty if that isn't
    ///   known either
    record Other(Optional<SetEntry> base, String text) implements SetEntry {
        @Override
        public String toString() {
            return text;
        }
    }
}
