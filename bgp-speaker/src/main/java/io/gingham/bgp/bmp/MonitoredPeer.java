package io.gingham.bgp.bmp;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Octets;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Set;

/// An Established session as collectors are told of it.
///
/// @param name of the configuration
/// @param header with the time at which it came up
/// @param openSent whole, as it went out
/// @param openReceived whole, as it came
/// @param families agreed upon
/// @param addPath families whose prefixes come with path identifiers (RFC 7911): by its OPENs a
///   collector expects them in updates too
/// @param addPathOut those whose prefixes go out with path identifiers
/// @param legacyOut what the peer is told has AS numbers of two octets
public record MonitoredPeer(
        String name,
        PeerHeader header,
        IpAddress localAddress,
        int localPort,
        int remotePort,
        Octets openSent,
        Octets openReceived,
        Set<AddressFamily> families,
        Set<AddressFamily> addPath,
        Set<AddressFamily> addPathOut,
        boolean legacyOut) {

    public MonitoredPeer {
        families = Set.copyOf(families);
        addPath = Set.copyOf(addPath);
        addPathOut = Set.copyOf(addPathOut);
    }

    public BmpMessage up() {
        return new BmpMessage.PeerUp(
                header, localAddress, localPort, remotePort, openSent, openReceived, List.of());
    }
}
