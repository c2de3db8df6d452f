package io.gingham.cni.wiring;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.spec.CniResult.RouteEntry;
import io.gingham.cni.spec.CniResult.RouteOptions;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.Scope;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.value.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A pod's cable while it is made. Blocking; on threads of the host's namespace.
///
/// ```
///   open  ─▶ nothing is changed yet; is the pod's interface name free?
///   lay   ─▶ the veth pair is there, down          (meanwhile the IPAM plugin may be at work)
///   connect ─▶ addresses, routes, up
/// ```
///
/// What `lay` and `connect` leave behind when they throw is [CableRemoval#remove]'s to remove.
public final class PodCable implements AutoCloseable {

    static final MacAddress HOST_MAC = MacAddress.parse("ee:ee:ee:ee:ee:ee");

    /// The `proto` of the routes that the agent learns by BGP; a pod that is here comes first.
    private static final int BGP_PROTOCOL = 71;

    private static final Duration LINK_LOCAL_LIMIT = Duration.ofSeconds(2);
    private static final Duration LINK_LOCAL_PAUSE = Duration.ofMillis(5);

    private final CablePlan plan;
    private final Netlink host;
    private final Netlink pod;

    private PodCable(CablePlan plan, Netlink host, Netlink pod) {
        this.plan = plan;
        this.host = host;
        this.pod = pod;
    }

    /// @param plan without addresses yet
    /// @throws CniException INTERFACE_EXISTS if the pod has the interface already;
    ///   INVALID_ENVIRONMENT if its namespace can't be entered
    public static PodCable open(CablePlan plan) {
        Netlink pod;
        try {
            pod = Netlink.open(plan.pod());
        } catch (NetlinkException e) {
            throw new CniException(
                            CniErrorCode.INVALID_ENVIRONMENT,
                            "CNI_NETNS does not lead to a network namespace",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
        if (pod.link(plan.podName()).isPresent()) {
            pod.close();
            throw new CniException(
                    CniErrorCode.INTERFACE_EXISTS,
                    "interface " + plan.podName() + " exists in the container already",
                    "namespace " + plan.pod());
        }
        return new PodCable(plan, Netlink.open(), pod);
    }

    /// Without addresses.
    public CablePlan plan() {
        return plan;
    }

    /// Makes the veth pair. A leftover host interface of the name is replaced.
    ///
    /// @throws CniException WIRING_FAILED with the kernel's words
    public void lay() {
        try {
            host.deleteLink(plan.hostName());
            host.createVeth(plan.hostName(), HOST_MAC, plan.podName(), plan.pod(), plan.mtu());
            HostSysctls.put(plan.hostName());
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    /// Gives the laid cable its addresses and routes, and sets both ends up.
    ///
    /// @throws CniException ADDRESS_CONFLICT if an address belongs to another interface,
    ///   WIRING_FAILED with the kernel's words otherwise
    public LaidCable connect(List<IpAddress> ips, List<RouteEntry> routes) {
        CablePlan cable = plan.withAddresses(ips, routes);
        try {
            return connect(cable);
        } catch (NetlinkException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        pod.close();
        host.close();
    }

    private LaidCable connect(CablePlan cable) {
        if (cable.has(IpFamily.IPV6)) {
            HostSysctls.putIpv6(cable.hostName());
        }
        cable.pod().call(() -> PodSysctls.put(cable));
        Link hostEnd = requireLink(host, cable.hostName());
        Link podEnd = requireLink(pod, cable.podName());
        pod.setUp(podEnd.index());
        host.setUp(hostEnd.index());
        routeToPod(cable, host, hostEnd);
        IpAddress ipv6Gateway =
                cable.has(IpFamily.IPV6) ? awaitLinkLocal(host, hostEnd) : IpAddress.ipv6(0, 0);
        configurePod(cable, pod, podEnd.index(), ipv6Gateway);
        return new LaidCable(hostEnd.mac(), podEnd.mac(), ipv6Gateway);
    }

    private static CniException failed(NetlinkException e) {
        return new CniException(
                        CniErrorCode.WIRING_FAILED,
                        "can't wire the container",
                        String.valueOf(e.getMessage()))
                .causedBy(e);
    }

    private static Link requireLink(Netlink netlink, String name) {
        return netlink.link(name)
                .orElseThrow(() -> new NetlinkException(Errno.ENODEV, "find link " + name));
    }

    /// Addresses first: routes depend on them; the way to the gateway before routes via it.
    private static void configurePod(
            CablePlan cable, Netlink pod, int link, IpAddress ipv6Gateway) {
        List<Request> requests = new ArrayList<>();
        for (IpAddress ip : cable.ips()) {
            requests.add(new Request.PutAddress(Address.host(link, ip)));
        }
        if (cable.has(IpFamily.IPV4)) {
            requests.add(
                    new Request.AddRoute(
                            Route.onLink(IpPrefix.host(CablePlan.IPV4_GATEWAY), link)));
            // Proxy ARP answers only where the host itself has a route to 169.254.1.1, such as a
            // default route; with a fixed entry the pod need not ask.
            requests.add(
                    new Request.PutNeighbour(
                            Neighbour.permanent(link, CablePlan.IPV4_GATEWAY, HOST_MAC)));
        }
        for (IpFamily family : IpFamily.values()) {
            IpAddress gateway = family == IpFamily.IPV4 ? CablePlan.IPV4_GATEWAY : ipv6Gateway;
            for (RouteEntry route : cable.destinations(family)) {
                requests.add(new Request.AddRoute(podRoute(route, gateway, link)));
            }
        }
        for (NetlinkException refusal : pod.execute(requests)) {
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    private static Route podRoute(RouteEntry wanted, IpAddress gateway, int link) {
        RouteOptions options = wanted.options();
        Route route =
                CablePlan.isOnLink(wanted)
                        ? Route.onLink(wanted.destination(), link)
                        : Route.via(wanted.destination(), gateway, link);
        int table = (int) options.table().orElse(0);
        return route.withTable(table == 0 ? Route.MAIN_TABLE : table)
                .withMetric((int) options.priority().orElse(0))
                .withSizes((int) options.mtu().orElse(0), (int) options.advmss().orElse(0))
                .withScope(
                        options.scope().isPresent()
                                ? new Scope(options.scope().getAsInt())
                                : route.scope());
    }

    private static void routeToPod(CablePlan cable, Netlink host, Link hostEnd) {
        List<Route> routes =
                cable.ips().stream()
                        .map(ip -> Route.onLink(IpPrefix.host(ip), hostEnd.index()))
                        .toList();
        List<@Nullable NetlinkException> results =
                host.execute(routes.stream().map(Request.AddRoute::new).toList());
        for (int i = 0; i < routes.size(); i++) {
            NetlinkException refusal = results.get(i);
            if (refusal != null) {
                acceptOrThrow(refusal, routes.get(i), host);
            }
        }
    }

    /// The dataplane may have been faster and made the very route; then it is fine.
    private static void acceptOrThrow(NetlinkException refusal, Route wanted, Netlink host) {
        if (!refusal.is(Errno.EEXIST)) {
            throw refusal;
        }
        Optional<Route> there =
                host.routes(RouteFilter.main(wanted.destination().family())).stream()
                        .filter(route -> route.key().equals(wanted.key()))
                        .findFirst();
        boolean same =
                there.map(
                                route ->
                                        route.target().equals(wanted.target())
                                                && route.scope().equals(wanted.scope()))
                        .orElse(false);
        if (!same && there.filter(route -> route.protocol() == BGP_PROTOCOL).isPresent()) {
            // Learned from another node that had the address before, and is slow to forget it.
            host.putRoute(wanted);
        } else if (!same) {
            throw new CniException(
                            CniErrorCode.ADDRESS_CONFLICT,
                            "address "
                                    + wanted.destination().address()
                                    + " is routed to "
                                    + there.map(route -> owner(route, host)).orElse("another place")
                                    + " already",
                            there.map(Route::toString).orElse("")
                                    + "; release the address, or delete the route if it is a"
                                    + " leftover")
                    .causedBy(refusal);
        }
    }

    private static String owner(Route route, Netlink host) {
        return switch (route.target()) {
            case RouteTarget.OnLink(int link) -> "interface " + name(link, host);
            case RouteTarget.Via via ->
                    via.gateway() + " on interface " + name(via.linkIndex(), host);
            case RouteTarget.Multipath _,
                    RouteTarget.Blackhole _,
                    RouteTarget.Unreachable _,
                    RouteTarget.Prohibit _,
                    RouteTarget.Other _ ->
                    "another place";
        };
    }

    private static String name(int index, Netlink host) {
        return host.links().stream()
                .filter(link -> link.index() == index)
                .map(Link::name)
                .findFirst()
                .orElse("number " + index);
    }

    /// The kernel gives the host's end its link-local address when both ends are up, a moment
    /// later.
    private static IpAddress awaitLinkLocal(Netlink host, Link hostEnd) {
        long end = System.nanoTime() + LINK_LOCAL_LIMIT.toNanos();
        while (true) {
            Optional<IpAddress> found =
                    host.addresses(hostEnd.index()).stream()
                            .filter(a -> a.scope().equals(Scope.LINK) && !a.address().isIpv4())
                            .filter(a -> !a.has(Address.TENTATIVE) && !a.has(Address.DAD_FAILED))
                            .map(Address::address)
                            .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new CniException(
                        CniErrorCode.WIRING_FAILED,
                        "the host's end of the cable got no IPv6 link-local address",
                        "interface "
                                + hostEnd.name()
                                + "; is IPv6 switched off on this node, or addr_gen_mode set?");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LINK_LOCAL_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniException(CniErrorCode.TRY_AGAIN_LATER, "the agent is stopping")
                    .causedBy(e);
        }
    }
}
