package io.gingham.policy.program;

import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Side;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.OptionalInt;

/// One thing that a backend can ask of a packet.
public sealed interface Criterion {

    record Family(IpFamily family) implements Criterion {}

    /// @param number 1..255
    record Protocol(int number, boolean negated) implements Criterion {}

    /// Type, and code if it is given, of ICMP or ICMPv6; a [Protocol] criterion that says which of
    /// the two stands before it.
    record Icmp(int type, OptionalInt code, boolean negated) implements Criterion {}

    /// A packet of the other family is in no block.
    record Net(Side side, IpPrefix net, boolean negated) implements Criterion {}

    /// @param set the id of a set of ADDRESSES or NETS
    record InSet(Side side, String set, boolean negated) implements Criterion {}

    /// Address and port of that end, and the packet's protocol, are one of the set's members. A
    /// [Protocol] criterion stands before it, unless the set may hold several protocols (a
    /// service's).
    ///
    /// @param set the id of a set of ADDRESS_PORTS
    record PortInSet(Side side, String set, boolean negated) implements Criterion {}

    /// A [Protocol] criterion of a protocol with ports stands before it.
    ///
    /// @param ranges at least one; sorted, neither overlapping nor adjoining
    record Ports(Side side, List<PortMatch.Range> ranges, boolean negated) implements Criterion {
        public Ports {
            ranges = List.copyOf(ranges);
        }
    }
}
