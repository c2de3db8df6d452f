package io.gingham.dataplane.rules;

import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Side;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.OptionalInt;

/// One thing that a rule asks of a packet. The packet is of the family that the rule's chain is
/// for.
public sealed interface Match {

    /// @param name of an interface; with `prefix`, how it begins
    record OnInterface(Way way, String name, boolean prefix) implements Match {}

    /// Which of a packet's two interfaces.
    enum Way {
        IN,
        OUT
    }

    /// @param number 1..255
    record Protocol(int number, boolean negated) implements Match {}

    /// Type, and code if it is given, of the family's ICMP; a [Protocol] stands before it.
    record Icmp(int type, OptionalInt code, boolean negated) implements Match {}

    /// A message of that type of the family's ICMP; no [Protocol] stands before it. (Beside [Icmp]
    /// because iptables has been given another text for it since the first release, and what is in
    /// a kernel must not be written anew for a word.)
    record IcmpMessage(int type) implements Match {}

    record Address(Side side, IpAddress address, boolean negated) implements Match {}

    /// @param net not of length 0
    record Net(Side side, IpPrefix net, boolean negated) implements Match {}

    /// @param set the name of a [NetSet] of ADDRESSES or NETS
    record InSet(Side side, String set, boolean negated) implements Match {}

    /// Address and port of that end, with the packet's protocol.
    ///
    /// @param set the name of a [NetSet] of ADDRESS_PORTS
    record PortInSet(Side side, String set, boolean negated) implements Match {}

    /// A [Protocol] that has ports stands before it.
    ///
    /// @param ranges at least one; how many a backend takes at once is its own matter
    record Ports(Side side, List<PortMatch.Range> ranges, boolean negated) implements Match {
        public Ports {
            ranges = List.copyOf(ranges);
        }
    }

    /// The packet's connection is in one of the states.
    record Connection(List<State> states, boolean negated) implements Match {
        public Connection {
            states = List.copyOf(states);
        }
    }

    /// What connection tracking says of a packet: linux/netfilter/nf_conntrack_common.h.
    enum State {
        INVALID,
        NEW,
        RELATED,
        ESTABLISHED
    }

    /// Of the packet's mark the bits of `mask` are `value`.
    record Mark(int value, int mask, boolean negated) implements Match {

        static Mark all(int bits) {
            return new Mark(bits, bits, false);
        }

        static Mark any(int bits) {
            return new Mark(0, bits, true);
        }
    }
}
