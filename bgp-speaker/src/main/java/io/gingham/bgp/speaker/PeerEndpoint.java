package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import java.util.Optional;

/// Where a peer is, and who connects to whom.
///
/// @param address where it is connected to, and where it must connect from; `::` on a link of which
///   only the interface is known ([#unnumbered])
/// @param port 1..65535, for our connections to it
/// @param localAddress the source of our connections; the kernel chooses if it is absent
/// @param interfaceName the link the peer is on: needed for a link-local address (RFC 4007 section
///   6) and an unnumbered link, and for nothing else
/// @param passive never connect, only be connected to
public record PeerEndpoint(
        IpAddress address,
        int port,
        Optional<IpAddress> localAddress,
        Optional<String> interfaceName,
        boolean passive) {

    public static final int BGP_PORT = 179;

    /// What Linux takes (IFNAMSIZ less the zero behind it).
    private static final int LONGEST_NAME = 15;

    public PeerEndpoint {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
        boolean sought = isSought(address, interfaceName);
        refuseMapped(address);
        localAddress.ifPresent(PeerEndpoint::refuseMapped);
        if ((address.isUnspecified() && !sought) || address.isMulticast()) {
            throw new IllegalArgumentException(address + " is no host's address");
        }
        if (localAddress.isPresent() && localAddress.get().family() != address.family()) {
            throw new IllegalArgumentException(
                    "local address " + localAddress.get() + " can't reach " + address);
        }
        boolean onLink = sought || isOnLink(address);
        if (onLink && interfaceName.isEmpty()) {
            throw new IllegalArgumentException(
                    address + " is link-local: say on which interface the peer is");
        }
        if (!onLink && interfaceName.isPresent()) {
            throw new IllegalArgumentException(
                    "interface '"
                            + interfaceName.get()
                            + "' belongs to a link-local address, and "
                            + address
                            + " is none");
        }
        interfaceName.ifPresent(PeerEndpoint::requireName);
    }

    /// To the kernel such a peer is one of IPv4, so it would never be recognized.
    private static void refuseMapped(IpAddress address) {
        if (address.isIpv4Mapped()) {
            throw new IllegalArgumentException(
                    address + " is an IPv4 address; write " + address.unmapped());
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no interface's name: it has 1..15 characters");
        }
    }

    /// The kernel needs no interface for a link-local address of IPv4.
    private static boolean isOnLink(IpAddress address) {
        return !address.isIpv4() && address.isLinkLocal();
    }

    /// Port 179, either side connects, the kernel chooses the source.
    public static PeerEndpoint of(IpAddress address) {
        return new PeerEndpoint(address, BGP_PORT, Optional.empty(), Optional.empty(), false);
    }

    /// A peer at a link-local address.
    public static PeerEndpoint onLink(IpAddress address, String interfaceName) {
        return new PeerEndpoint(
                address, BGP_PORT, Optional.empty(), Optional.of(interfaceName), false);
    }

    /// The router at the other end of a link; [PeerDiscovery] finds its address.
    public static PeerEndpoint unnumbered(String interfaceName) {
        return onLink(IpAddress.ipv6(0, 0), interfaceName);
    }

    private static boolean isSought(IpAddress address, Optional<String> interfaceName) {
        return !address.isIpv4() && address.isUnspecified() && interfaceName.isPresent();
    }

    /// Only the interface is known; there is nothing to connect to yet.
    boolean isSought() {
        return isSought(address, interfaceName);
    }

    PeerEndpoint withAddress(IpAddress found) {
        return new PeerEndpoint(found, port, localAddress, interfaceName, passive);
    }

    public PeerEndpoint withPort(int newPort) {
        return new PeerEndpoint(address, newPort, localAddress, interfaceName, passive);
    }

    public PeerEndpoint withLocalAddress(IpAddress source) {
        return new PeerEndpoint(address, port, Optional.of(source), interfaceName, passive);
    }

    public PeerEndpoint withPassive(boolean newPassive) {
        return new PeerEndpoint(address, port, localAddress, interfaceName, newPassive);
    }

    /// Whether a connection of that origin is the peer's.
    boolean isAt(IpAddress origin, Optional<String> link) {
        return address.equals(origin) && interfaceName.equals(link);
    }

    /// Whether this is the same place of the network.
    boolean samePlace(PeerEndpoint other) {
        return address.equals(other.address) && interfaceName.equals(other.interfaceName);
    }

    /// `10.0.0.1`, `fe80::1%eth0`, and `eth0` while the address is sought.
    public String label() {
        return isSought()
                ? interfaceName.orElseThrow()
                : address + interfaceName.map(name -> "%" + name).orElse("");
    }
}
