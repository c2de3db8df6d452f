package io.gingham.agent.bgp;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;

/// What a node may learn from a peer, whatever the peer says: a wrong router must not draw the
/// node's own traffic away, nor make it send loopback or multicast to a next hop.
///
/// @param ownBlocks the node's podCIDRs
/// @param ownAddresses the node's addresses
public record ImportRules(List<IpPrefix> ownBlocks, List<IpAddress> ownAddresses) {

    private static final List<IpPrefix> NEVER =
            List.of(
                    IpPrefix.parse("0.0.0.0/8"),
                    IpPrefix.parse("127.0.0.0/8"),
                    IpPrefix.parse("169.254.0.0/16"),
                    IpPrefix.parse("224.0.0.0/3"),
                    IpPrefix.parse("::1/128"),
                    IpPrefix.parse("fe80::/10"),
                    IpPrefix.parse("ff00::/8"));

    public ImportRules {
        ownBlocks = List.copyOf(ownBlocks);
        ownAddresses = List.copyOf(ownAddresses);
    }

    /// @param mesh true for a node of the cluster: it may have a pod with an address of our block,
    ///   and says so by a host route
    public boolean accepts(IpPrefix prefix, boolean mesh) {
        // A default route is everything, and means only what nobody knows better.
        boolean special =
                prefix.length() > 0 && NEVER.stream().anyMatch(never -> never.overlaps(prefix));
        boolean ownAddress = prefix.isHost() && ownAddresses.contains(prefix.address());
        boolean ownBlock =
                ownBlocks.stream()
                        .anyMatch(block -> mesh ? block.equals(prefix) : block.contains(prefix));
        return !special && !ownAddress && !ownBlock;
    }
}
