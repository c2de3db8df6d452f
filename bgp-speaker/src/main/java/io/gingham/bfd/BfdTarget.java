package io.gingham.bfd;

import io.gingham.value.IpAddress;
import java.util.Optional;

/// Whom to watch.
///
/// @param localAddress the source of our packets; the kernel chooses if it is absent
/// @param interfaceName the link the peer is on; needed for a link-local address of IPv6
public record BfdTarget(
        IpAddress peer, Optional<IpAddress> localAddress, Optional<String> interfaceName) {

    public static BfdTarget of(IpAddress peer) {
        return new BfdTarget(peer, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return peer + interfaceName.map(name -> "%" + name).orElse("");
    }
}
