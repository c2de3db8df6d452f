package io.gingham.policy.program;

import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What rules match against. Both address families are in one set; a backend splits them. The
/// members are kept apart from it ([Program#members]): they change, it doesn't.
///
/// @param id 19 of `A-Z a-z 0-9 - _`
/// @param what where the set comes from, for people: `pods app == 'web'`
public record ProgramSet(String id, Type type, String what) {

    public enum Type {
        /// Single addresses: what only pods can be members of.
        ADDRESSES,
        /// Blocks, also of a single address, also /0. They may overlap.
        NETS,
        /// Address, protocol and port together: the triple decides, never the cross product.
        ADDRESS_PORTS
    }

    /// Of one set all members have the same class.
    public sealed interface Member extends Comparable<Member> {

        /// Of a set of ADDRESSES.
        record Address(IpAddress address) implements Member {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Address member && address.equals(member.address);
            }

            @Override
            public int hashCode() {
                return address.hashCode();
            }
        }

        /// Of a set of NETS.
        record Net(IpPrefix net) implements Member {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Net member && net.equals(member.net);
            }

            @Override
            public int hashCode() {
                return net.hashCode();
            }
        }

        /// Of a set of ADDRESS_PORTS.
        ///
        /// @param port 1..65535
        record AddressPort(IpAddress address, PortProtocol protocol, int port) implements Member {}

        @Override
        default int compareTo(Member other) {
            return ORDER.compare(this, other);
        }

        /// The block that it lies in.
        private IpPrefix prefix() {
            return switch (this) {
                case Address(var address) -> IpPrefix.host(address);
                case Net(var net) -> net;
                case AddressPort(var address, _, _) -> IpPrefix.host(address);
            };
        }

        private int suborder() {
            return this instanceof AddressPort(_, var protocol, int port)
                    ? protocol.number() << 16 | port
                    : 0;
        }

        Comparator<Member> ORDER =
                Comparator.comparing((Member m) -> m.prefix()).thenComparingInt(Member::suborder);
    }
}
