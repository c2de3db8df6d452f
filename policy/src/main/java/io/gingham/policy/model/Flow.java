package io.gingham.policy.model;

import java.util.Optional;

/// The first packet of a connection (or of what counts as one).
///
/// @param protocol the IP header's protocol number, 0..255
/// @param destinationPort 1..65535, or 0 for a protocol without ports
public record Flow(FlowEnd source, FlowEnd destination, int protocol, int destinationPort) {

    public Flow {
        if (source.address().family() != destination.address().family()) {
            throw new IllegalArgumentException(
                    "a flow has one address family, not " + source + " to " + destination);
        }
    }

    public static Flow of(FlowEnd source, FlowEnd destination, PortProtocol protocol, int port) {
        return new Flow(source, destination, protocol.number(), port);
    }

    /// The protocol, if it is one that policies can name.
    public Optional<PortProtocol> portProtocol() {
        for (PortProtocol candidate : PortProtocol.values()) {
            if (candidate.number() == protocol) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// True for a pod's traffic to itself.
    public boolean isLoopback() {
        return source instanceof FlowEnd.OfPod(PodKey from, _)
                && destination instanceof FlowEnd.OfPod(PodKey to, _)
                && from.equals(to);
    }

    @Override
    public String toString() {
        String what =
                portProtocol()
                        .map(p -> p + "/" + destinationPort)
                        .orElse("IP protocol " + protocol);
        return source + " -> " + destination + " " + what;
    }
}
