package io.gingham.lab.probe;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;

/// Where packets come from and go to: a pod, a node or a host outside, with the namespace its
/// sockets are opened in.
///
/// @param name as people write it: `shop/web`, `internet`
public record Place(String name, NetworkNamespace namespace, IpAddress address) {

    @Override
    public String toString() {
        return name;
    }
}
