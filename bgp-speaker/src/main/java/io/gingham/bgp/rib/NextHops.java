package io.gingham.bgp.rib;

import io.gingham.value.IpAddress;
import java.util.Optional;
import java.util.OptionalLong;

/// How far the next hops are (RFC 4271 section 9.1.2.1): whoever knows the kernel's routes or an
/// interior protocol answers. It must be quick, and when an answer changes, [Rib#nextHopsChanged]
/// is to be called.
@FunctionalInterface
public interface NextHops {

    /// Everything is there, one hop away.
    NextHops ALL_NEAR = (_, _) -> OptionalLong.of(0);

    /// @param link the interface of the peer that told of it, if the peer is on one: where a
    ///   link-local address is
    /// @return the interior cost, 0 or more; empty if there is no way to it, so that routes over it
    ///   are not used
    OptionalLong cost(IpAddress nextHop, Optional<String> link);
}
