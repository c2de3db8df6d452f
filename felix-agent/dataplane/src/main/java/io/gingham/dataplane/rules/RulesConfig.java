package io.gingham.dataplane.rules;

import io.gingham.policy.model.Direction;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;

/// What rules depend on beside the policies.
///
/// @param workloadPrefix how the host's ends of pods' veth pairs begin; `cali`. Every such
///   interface belongs to Gingham
/// @param markMask the bits of the packet mark that are ours, at least four; 0xffff0000
/// @param endpointToHost what becomes of traffic from a pod to its own node that the pod's egress
///   policy allows
/// @param dropInvalid whether packets that conntrack calls invalid are dropped; an asymmetric path
///   needs false
/// @param pools every range pods have addresses from; nothing is masqueraded without any
/// @param tunnels by what pods' packets travel between nodes
/// @param sources what a pod's packets may come from besides its own addresses, by its interface;
///   none of length 0
public record RulesConfig(
        String workloadPrefix,
        int markMask,
        EndpointToHost endpointToHost,
        boolean dropInvalid,
        List<Pool> pools,
        Tunnels tunnels,
        Map<String, List<IpPrefix>> sources) {

    public static final RulesConfig DEFAULT =
            new RulesConfig(
                    "cali",
                    0xffff0000,
                    EndpointToHost.ACCEPT,
                    true,
                    List.of(),
                    Tunnels.NONE,
                    Map.of());

    /// Without tunnels.
    public RulesConfig(
            String workloadPrefix,
            int markMask,
            EndpointToHost endpointToHost,
            boolean dropInvalid,
            List<Pool> pools) {
        this(workloadPrefix, markMask, endpointToHost, dropInvalid, pools, Tunnels.NONE, Map.of());
    }

    public RulesConfig {
        pools = List.copyOf(pools);
        sources = Map.copyOf(sources);
        if (!workloadPrefix.matches("[A-Za-z0-9_.-]{1,14}")) {
            throw new IllegalArgumentException(
                    "workload interface prefix '"
                            + workloadPrefix
                            + "' is not 1..14 of A-Z a-z 0-9 _ . -");
        }
        if (Integer.bitCount(markMask) < 4) {
            throw new IllegalArgumentException(
                    "mark mask 0x%08x has fewer than four bits".formatted(markMask));
        }
    }

    public RulesConfig withPools(List<Pool> others) {
        return new RulesConfig(
                workloadPrefix, markMask, endpointToHost, dropInvalid, others, tunnels, sources);
    }

    public RulesConfig withEndpointToHost(EndpointToHost action) {
        return new RulesConfig(
                workloadPrefix, markMask, action, dropInvalid, pools, tunnels, sources);
    }

    public RulesConfig withTunnels(Tunnels others) {
        return new RulesConfig(
                workloadPrefix, markMask, endpointToHost, dropInvalid, pools, others, sources);
    }

    public RulesConfig withSources(Map<String, List<IpPrefix>> others) {
        return new RulesConfig(
                workloadPrefix, markMask, endpointToHost, dropInvalid, pools, tunnels, others);
    }

    /// Those of a family.
    List<IpPrefix> sources(String interfaceName, IpFamily family) {
        return sources.getOrDefault(interfaceName, List.of()).stream()
                .filter(net -> net.family() == family)
                .toList();
    }

    /// Whether the two give the same rules, though other nodes may be in a set that they ask.
    public boolean hasRulesOf(RulesConfig other) {
        return equals(other.withTunnels(other.tunnels().withNodes(tunnels.nodes())));
    }

    Marks marks() {
        int accept = Integer.lowestOneBit(markMask);
        int egress = Integer.lowestOneBit(markMask & ~accept);
        int ingress = Integer.lowestOneBit(markMask & ~accept & ~egress);
        int pass = Integer.lowestOneBit(markMask & ~accept & ~egress & ~ingress);
        return new Marks(accept, egress, ingress, pass);
    }

    /// Felix's `DefaultEndpointToHostAction`. `RETURN` leaves the packet to the host's own INPUT
    /// rules.
    public enum EndpointToHost {
        ACCEPT,
        RETURN,
        DROP;

        Act act() {
            return switch (this) {
                case ACCEPT -> new Act.Accept();
                case RETURN -> new Act.Return();
                case DROP -> new Act.Drop();
            };
        }
    }

    /// @param natOutgoing whether traffic from here to outside all pools gets the node's address
    public record Pool(IpPrefix cidr, boolean natOutgoing) {}

    /// One bit each.
    ///
    /// @param accept both directions allowed it
    /// @param egress a policy of the source pod allowed it
    /// @param ingress a policy of the destination pod allowed it
    /// @param pass a policy passed it on to the next tier
    record Marks(int accept, int egress, int ingress, int pass) {

        int all() {
            return accept | egress | ingress | pass;
        }

        int allowed(Direction direction) {
            return switch (direction) {
                case EGRESS -> egress;
                case INGRESS -> ingress;
            };
        }

        /// The bits that a policy's decision leaves.
        int decided(Direction direction) {
            return allowed(direction) | pass;
        }
    }
}
