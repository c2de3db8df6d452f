package io.gingham.cni.wiring;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Removes cables. [PodCable] makes them.
public final class CableRemoval {

    private CableRemoval() {}

    /// Removes the host's routes to the addresses, so that they are free for another pod, and
    /// strict reverse-path filtering drops what this one still sends. Absent is success.
    public static void removeRoutes(String hostName, List<IpAddress> ips) {
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
    public static void remove(String hostName) {
        try (Netlink host = Netlink.open()) {
            host.deleteLink(hostName);
        }
    }

    /// Removes the cable that the interface in the namespace is the end of, if its other end is one
    /// of ours on this host and the name of that passes. Absent is success.
    ///
    /// @throws io.gingham.netlink.libc.NetlinkException if there is no namespace at the path
    public static void removeByPodEnd(String netns, String podName, Predicate<String> isOurs) {
        NetworkNamespace namespace = NetworkNamespace.atPath(netns);
        if (namespace.isCurrent()) {
            return;
        }
        Optional<Link> podEnd;
        try (Netlink pod = Netlink.open(namespace)) {
            podEnd = pod.link(podName);
        }
        if (podEnd.isEmpty()) {
            return;
        }
        try (Netlink host = Netlink.open()) {
            host.links().stream()
                    .filter(link -> areEndsOfOne(link, podEnd.get()))
                    .filter(link -> link.name().startsWith(HostInterfaceName.PREFIX))
                    .filter(link -> link.mac().equals(PodCable.HOST_MAC))
                    .map(Link::name)
                    .filter(isOurs)
                    .forEach(host::deleteLink);
        }
    }

    private static boolean areEndsOfOne(Link one, Link other) {
        return one.kind().equals("veth")
                && other.kind().equals("veth")
                && one.index() == other.peerIndex()
                && one.peerIndex() == other.index();
    }
}
