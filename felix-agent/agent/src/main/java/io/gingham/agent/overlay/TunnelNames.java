package io.gingham.agent.overlay;

import io.gingham.agent.cluster.NodeBlocks;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// What each node calls itself inside the tunnels. Every node finds it out for every other from the
/// Node objects alone, so that nobody has to give it out, and nobody has to be asked.
final class TunnelNames {

    /// Changed by no release: nodes of two releases speak to each other during an upgrade.
    private static final String SALT = "gingham tunnel ";

    private TunnelNames() {}

    /// Of the node's VXLAN devices: 46 bits of the digest of its name, as a locally administered
    /// unicast address.
    static MacAddress mac(String node) {
        byte[] digest = digest(SALT + node);
        byte[] mac = new byte[6];
        System.arraycopy(digest, 0, mac, 0, 6);
        mac[0] = (byte) ((mac[0] & 0xfc) | 0x02);
        return MacAddress.of(mac);
    }

    /// The node's address inside the tunnel of a family: the first of its first podCIDR, the one
    /// with all host bits zero. IPAM plugins give it to no pod (host-local begins with the next),
    /// and packets to it come the same way as those to the node's pods. Flannel does the same.
    static Optional<IpAddress> address(NodeBlocks blocks, String node, IpFamily family) {
        return blocks.podCidrs(node).stream()
                .filter(block -> block.family() == family && !block.isHost())
                .map(IpPrefix::address)
                .findFirst();
    }

    /// The link-local address that a device of this MAC gives itself (RFC 4291, appendix A).
    static IpAddress linkLocal(MacAddress mac) {
        long bits = mac.bits() ^ (0x02L << 40);
        long high = bits >>> 24;
        long low = bits & 0xffffffL;
        return IpAddress.ipv6(0xfe80L << 48, high << 40 | 0xfffeL << 24 | low);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
