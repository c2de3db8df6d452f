package io.gingham.policy.model;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A protocol by its number in the IP header (IANA, Assigned Internet Protocol Numbers): 1..255.
public record IpProtocol(int number) {

    public static final IpProtocol ICMP = new IpProtocol(1);
    public static final IpProtocol TCP = new IpProtocol(6);
    public static final IpProtocol UDP = new IpProtocol(17);
    public static final IpProtocol ICMPV6 = new IpProtocol(58);
    public static final IpProtocol SCTP = new IpProtocol(132);
    public static final IpProtocol UDP_LITE = new IpProtocol(136);

    private static final Map<String, IpProtocol> BY_NAME =
            Map.of(
                    "TCP", TCP,
                    "UDP", UDP,
                    "ICMP", ICMP,
                    "ICMPv6", ICMPV6,
                    "SCTP", SCTP,
                    "UDPLite", UDP_LITE);
    private static final Map<IpProtocol, String> NAMES =
            BY_NAME.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    public IpProtocol {
        if (number < 1 || number > 255) {
            throw new IllegalArgumentException("IP protocol " + number + " is not in 1..255");
        }
    }

    public static IpProtocol of(PortProtocol protocol) {
        return new IpProtocol(protocol.number());
    }

    /// From Calico's names, as they are spelt there.
    public static Optional<IpProtocol> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// The protocol as one with ports, if policies can name its ports.
    public Optional<PortProtocol> withPorts() {
        for (PortProtocol candidate : PortProtocol.values()) {
            if (candidate.number() == number) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return NAMES.getOrDefault(this, Integer.toString(number));
    }
}
