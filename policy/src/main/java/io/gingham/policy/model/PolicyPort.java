package io.gingham.policy.model;

/// One entry of `ports`. The port is the destination's, in both directions.
public sealed interface PolicyPort {

    PortProtocol protocol();

    /// No `port`: every port of the protocol.
    record Every(PortProtocol protocol) implements PolicyPort {}

    /// `port` to `endPort`, both included, 1..65535; one port if they are equal.
    record Range(PortProtocol protocol, int first, int last) implements PolicyPort {

        public Range {
            if (first < 1 || first > last || last > 65535) {
                throw new IllegalArgumentException(
                        "ports " + first + ".." + last + " are no range in 1..65535");
            }
        }
    }

    /// The port that the destination pod declares under that name, for this protocol.
    record Named(PortProtocol protocol, String name) implements PolicyPort {}
}
