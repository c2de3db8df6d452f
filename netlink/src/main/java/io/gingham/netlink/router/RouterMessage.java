package io.gingham.netlink.router;

import io.gingham.value.MacAddress;
import java.util.Optional;

/// What routers and hosts of a link say of who is a router (RFC 4861 sections 4.1 and 4.2).
public sealed interface RouterMessage {

    /// @param lifetimeSeconds as a default router, 0..65535; 0: it is none
    /// @param linkLayer the sender's address on the link
    record Advertisement(int lifetimeSeconds, Optional<MacAddress> linkLayer)
            implements RouterMessage {
        public Advertisement {
            if (lifetimeSeconds < 0 || lifetimeSeconds > 0xffff) {
                throw new IllegalArgumentException(
                        "router lifetime " + lifetimeSeconds + " s is not in 0..65535");
            }
        }
    }

    /// Routers shall advertise now.
    record Solicitation() implements RouterMessage {}
}
