package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/// Link-local addresses as sockets want them: with the number of their interface (RFC 4007).
final class Link {

    private Link() {}

    /// The address on that link; elsewhere if there is none.
    ///
    /// @return empty if there is no interface of that name now
    static Optional<InetAddress> address(IpAddress address, Optional<String> interfaceName) {
        return interfaceName.isEmpty()
                ? Optional.of(address.toInetAddress())
                : index(interfaceName.get()).map(index -> scoped(address, index));
    }

    private static Optional<Integer> index(String name) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(name))
                    .map(NetworkInterface::getIndex);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static InetAddress scoped(IpAddress address, int index) {
        try {
            return Inet6Address.getByAddress(null, address.toBytes(), index);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is no IPv6 address", e);
        }
    }

    /// The name of the interface that a link-local address belongs to.
    static Optional<String> name(InetAddress address) {
        if (!(address instanceof Inet6Address six)
                || !six.isLinkLocalAddress()
                || six.getScopeId() == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(NetworkInterface.getByIndex(six.getScopeId()))
                    .map(NetworkInterface::getName);
        } catch (SocketException e) {
            return Optional.empty();
        }
    }
}
