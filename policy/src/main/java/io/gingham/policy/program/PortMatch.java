package io.gingham.policy.program;

import io.gingham.policy.model.PortProtocol;
import java.util.List;

/// Which destination ports a rule allows.
public sealed interface PortMatch {

    /// Any protocol, also those without ports.
    record Anything() implements PortMatch {}

    record EveryPort(PortProtocol protocol) implements PortMatch {}

    /// @param ranges at least one; sorted, neither overlapping nor adjoining
    record Numbers(PortProtocol protocol, List<PortRange> ranges) implements PortMatch {
        public Numbers {
            ranges = List.copyOf(ranges);
        }
    }

    /// The destination's address with protocol and port is in the set.
    ///
    /// @param set the id of a [ProgramSet.NamedPorts]
    record Named(PortProtocol protocol, String name, String set) implements PortMatch {}

    /// Both ends included, 1..65535.
    record PortRange(int first, int last) {

        boolean contains(int port) {
            return first <= port && port <= last;
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + ":" + last;
        }
    }
}
