package io.gingham.cni;

import io.gingham.value.IpAddress;
import java.util.Optional;

/// Addresses that no pod of this node may have, because they are something else's. What is not
/// known forbids nothing. Never blocks.
@FunctionalInterface
public interface ForbiddenAddresses {

    /// Whose it is, as a clause such as "it is the API server's"; empty if a pod may have it.
    Optional<String> reason(IpAddress address);
}
