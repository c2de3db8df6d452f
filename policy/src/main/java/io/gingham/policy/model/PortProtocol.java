package io.gingham.policy.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A protocol that has ports and that a policy can name.
public enum PortProtocol {
    TCP(6),
    UDP(17),
    SCTP(132);

    private final int number;

    PortProtocol(int number) {
        this.number = number;
    }

    /// IANA's protocol number, as in the IP header.
    public int number() {
        return number;
    }

    /// The name iptables and ipset use: `tcp`.
    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// From the API's spelling, which is upper case only.
    public static Optional<PortProtocol> named(String text) {
        return Arrays.stream(values()).filter(p -> p.name().equals(text)).findFirst();
    }
}
