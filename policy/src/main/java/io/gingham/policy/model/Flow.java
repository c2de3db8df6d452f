package io.gingham.policy.model;

import java.util.Optional;

/// The first packet of a connection (or of what counts as one).
///
/// @param protocol the IP header's protocol number, 0..255
/// @param sourcePort 1..65535, or 0 if it isn't known or the protocol has none
/// @param destinationPort 1..65535, or 0 for a protocol without ports
/// @param icmpType 0..255, for ICMP and ICMPv6 only
/// @param icmpCode 0..255, for ICMP and ICMPv6 only
public record Flow(
        FlowEnd source,
        FlowEnd destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        int icmpType,
        int icmpCode) {

    public Flow {
        if (source.address().family() != destination.address().family()) {
            throw new IllegalArgumentException(
                    "a flow has one address family, not " + source + " to " + destination);
        }
    }

    public static Flow of(FlowEnd source, FlowEnd destination, PortProtocol protocol, int port) {
        return new Flow(source, destination, protocol.number(), 0, port, 0, 0);
    }

    /// Of a protocol without ports.
    public static Flow of(FlowEnd source, FlowEnd destination, int protocol) {
        return new Flow(source, destination, protocol, 0, 0, 0, 0);
    }

    public static Flow icmp(FlowEnd source, FlowEnd destination, int type, int code) {
        int protocol =
                source.address().isIpv4() ? IpProtocol.ICMP.number() : IpProtocol.ICMPV6.number();
        return new Flow(source, destination, protocol, 0, 0, type, code);
    }

    public FlowEnd end(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }

    public int port(Side side) {
        return switch (side) {
            case SOURCE -> sourcePort;
            case DESTINATION -> destinationPort;
        };
    }

    /// The protocol, if it is one with ports that policies can name.
    public Optional<PortProtocol> portProtocol() {
        return protocol == 0 ? Optional.empty() : new IpProtocol(protocol).withPorts();
    }

    /// True for a pod's traffic to itself.
    public boolean isLoopback() {
        return source instanceof FlowEnd.OfPod(PodKey from, _)
                && destination instanceof FlowEnd.OfPod(PodKey to, _)
                && from.equals(to);
    }

    @Override
    public String toString() {
        return source + " -> " + destination + " " + connection();
    }

    /// `TCP/80`, `ICMP type 8 code 0`, `IP protocol 47`.
    public String connection() {
        if (portProtocol().isPresent()) {
            return portProtocol().get() + "/" + destinationPort;
        }
        boolean icmp =
                protocol == IpProtocol.ICMP.number() || protocol == IpProtocol.ICMPV6.number();
        return icmp
                ? new IpProtocol(protocol) + " type " + icmpType + " code " + icmpCode
                : "IP protocol " + protocol;
    }
}
