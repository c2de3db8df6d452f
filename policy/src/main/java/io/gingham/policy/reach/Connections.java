package io.gingham.policy.reach;

import io.gingham.policy.model.PortProtocol;
import java.util.ArrayList;
import java.util.List;

/// A set of kinds of connections: destination ports of each protocol that has them.
///
/// @param other whether protocols without ports are in it, apart from those that rules name (GRE
///   stands for them)
public record Connections(PortSet tcp, PortSet udp, PortSet sctp, boolean other) {

    /// A protocol without ports that no policy is likely to name: GRE.
    static final int OTHER_PROTOCOL = 47;

    public static final Connections NONE =
            new Connections(PortSet.NONE, PortSet.NONE, PortSet.NONE, false);
    public static final Connections ALL =
            new Connections(PortSet.ALL, PortSet.ALL, PortSet.ALL, true);

    static Connections of(PortProtocol protocol, PortSet ports) {
        return switch (protocol) {
            case TCP -> new Connections(ports, PortSet.NONE, PortSet.NONE, false);
            case UDP -> new Connections(PortSet.NONE, ports, PortSet.NONE, false);
            case SCTP -> new Connections(PortSet.NONE, PortSet.NONE, ports, false);
        };
    }

    static Connections ofOther() {
        return new Connections(PortSet.NONE, PortSet.NONE, PortSet.NONE, true);
    }

    public PortSet ports(PortProtocol protocol) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
            case SCTP -> sctp;
        };
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    Connections or(Connections more) {
        return new Connections(
                tcp.or(more.tcp), udp.or(more.udp), sctp.or(more.sctp), other || more.other);
    }

    /// The constant of this value, if it is one: comparing is then quick.
    Connections orConstant() {
        return equals(NONE) ? NONE : equals(ALL) ? ALL : this;
    }

    Connections and(Connections more) {
        if (this == ALL || this == more || more == NONE) {
            return more;
        }
        if (more == ALL) {
            return this;
        }
        return new Connections(
                tcp.and(more.tcp), udp.and(more.udp), sctp.and(more.sctp), other && more.other);
    }

    Connections not() {
        return new Connections(tcp.not(), udp.not(), sctp.not(), !other);
    }

    public Connections minus(Connections less) {
        return less.isEmpty() ? this : and(less.not());
    }

    /// `all`, `none`, `TCP 80,443; UDP 53`, `all but TCP 22`.
    @Override
    public String toString() {
        if (equals(ALL)) {
            return "all";
        }
        if (isEmpty()) {
            return "none";
        }
        String parts = parts();
        String others = not().parts();
        return other && others.length() + "all but ".length() < parts.length()
                ? "all but " + others
                : parts;
    }

    private String parts() {
        List<String> parts = new ArrayList<>();
        for (PortProtocol protocol : PortProtocol.values()) {
            PortSet ports = ports(protocol);
            if (ports.equals(PortSet.ALL)) {
                parts.add(protocol.toString());
            } else if (!ports.isEmpty()) {
                parts.add(protocol + " " + ports);
            }
        }
        if (other) {
            parts.add("other protocols");
        }
        return String.join("; ", parts);
    }
}
