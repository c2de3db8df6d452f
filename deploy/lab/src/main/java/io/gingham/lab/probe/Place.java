package io.gingham.lab.probe;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where packets come from and go to: a pod, a node or a host outside, with the namespace its
/// sockets are opened in.
///
/// @param name as people write it: `shop/web`, `internet`
public record Place(String name, NetworkNamespace namespace, IpAddress address) {

    /// By name and address: the same place may be reached by several handles of its namespace.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place place
                && name.equals(place.name)
                && address.equals(place.address);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, address);
    }

    @Override
    public String toString() {
        return name;
    }
}
