package io.gingham.dataplane.rules;

import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Side;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// By what pods' packets travel between nodes, and who the nodes are: encapsulated packets of
/// others are dropped, for what is in them comes out as if another node had sent it.
///
/// @param nodes addresses, this node's too
public record Tunnels(Set<Carrier> carriers, Set<IpAddress> nodes) {

    public static final Tunnels NONE = new Tunnels(Set.of(), Set.of());

    private static final int UDP = 17;
    private static final int IPIP_PROTOCOL = 4;

    /// IANA's number, and Calico's.
    private static final int VXLAN_PORT = 4789;

    private static final Match VXLAN_DESTINATION =
            new Match.Ports(
                    Side.DESTINATION, List.of(new PortMatch.Range(VXLAN_PORT, VXLAN_PORT)), false);

    /// What the outer packets are.
    public enum Carrier {
        VXLAN(IpFamily.IPV4, UDP),
        VXLAN6(IpFamily.IPV6, UDP),
        IPIP(IpFamily.IPV4, IPIP_PROTOCOL);

        private final IpFamily family;
        private final int protocol;

        Carrier(IpFamily family, int protocol) {
            this.family = family;
            this.protocol = protocol;
        }

        IpFamily family() {
            return family;
        }

        List<Match> matches() {
            Match.Protocol first = new Match.Protocol(protocol, false);
            return switch (this) {
                case VXLAN, VXLAN6 -> List.of(first, VXLAN_DESTINATION);
                case IPIP -> List.of(first);
            };
        }
    }

    public Tunnels {
        carriers = Collections.unmodifiableSet(new TreeSet<>(carriers));
        nodes = Set.copyOf(nodes);
    }

    List<Carrier> of(IpFamily family) {
        return carriers.stream().filter(carrier -> carrier.family() == family).toList();
    }

    Tunnels withNodes(Set<IpAddress> others) {
        return new Tunnels(carriers, others);
    }
}
