package io.gingham.cni.wiring;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// Removes cables. [PodCable] makes them.
public final class PodWiring {

    public static final IpAddress IPV4_GATEWAY = IpAddress.parse("169.254.1.1");

    private PodWiring() {}

    /// Removes the host's routes to the addresses, so that they are free for another pod, and
    /// strict reverse-path filtering drops what this one still sends. Absent is success.
    public static void unroute(String hostName, List<IpAddress> ips) {
        try (Netlink host = Netlink.open()) {
            Optional<Link> link = host.link(hostName);
            if (link.isPresent()) {
                for (IpAddress ip : ips) {
                    Route route = Route.onLink(IpPrefix.host(ip), link.get().index());
                    host.deleteRoute(route.withProtocol(Route.ANY_PROTOCOL));
                }
            }
        }
    }

    /// The pod's end goes with the host's. Absent is success. Takes the kernel some ten
    /// milliseconds.
    public static void unwire(String hostName) {
        try (Netlink host = Netlink.open()) {
            host.deleteLink(hostName);
        }
    }

    /// The host's end goes with the pod's. Absent is success.
    ///
    /// @throws io.gingham.netlink.NetlinkException if there is no namespace at the path
    public static void unwirePod(String netns, String podName) {
        NetworkNamespace namespace = NetworkNamespace.atPath(netns);
        if (namespace.isCurrent()) {
            return;
        }
        try (Netlink pod = Netlink.open(namespace)) {
            if (pod.link(podName).filter(link -> link.kind().equals("veth")).isPresent()) {
                pod.deleteLink(podName);
            }
        }
    }
}
