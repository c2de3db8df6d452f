package io.gingham.cni.wiring;

import io.gingham.cni.spec.CniResult.RouteEntry;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Scope;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;

/// What is to be wired.
///
/// @param hostName of the host's end
/// @param podName of the pod's end, `CNI_IFNAME`
/// @param mtu in bytes
/// @param ips of the pod
/// @param routes of the IPAM plugin; a family without any gets a default route
/// @param forwards whether the pod may route for others
public record CablePlan(
        String hostName,
        String podName,
        NetworkNamespace pod,
        int mtu,
        List<IpAddress> ips,
        List<RouteEntry> routes,
        boolean forwards) {

    /// Where each pod's IPv4 leads: an address that no host has, answered for by a fixed neighbour
    /// entry.
    public static final IpAddress IPV4_GATEWAY = IpAddress.parse("169.254.1.1");

    public CablePlan {
        ips = List.copyOf(ips);
        routes = List.copyOf(routes);
    }

    /// The same ends with other addresses and routes.
    public CablePlan withAddresses(List<IpAddress> newIps, List<RouteEntry> newRoutes) {
        return new CablePlan(hostName, podName, pod, mtu, newIps, newRoutes, forwards);
    }

    public boolean has(IpFamily family) {
        return ips.stream().anyMatch(ip -> ip.family() == family);
    }

    /// Where the pod's own routes of that family lead. Their gateways are not the IPAM plugin's to
    /// say.
    public List<RouteEntry> destinations(IpFamily family) {
        if (!has(family)) {
            return List.of();
        }
        List<RouteEntry> given =
                routes.stream().filter(r -> r.destination().family() == family).toList();
        IpPrefix all = family == IpFamily.IPV4 ? IpPrefix.ALL_IPV4 : IpPrefix.ALL_IPV6;
        return given.isEmpty() ? List.of(new RouteEntry(all, IpAddress.ipv4(0))) : given;
    }

    /// Whether it is asked for without a gateway: by its scope.
    public static boolean isOnLink(RouteEntry route) {
        return route.destination().family() == IpFamily.IPV4
                && route.options().scope().orElse(0) == Scope.LINK.number();
    }
}
