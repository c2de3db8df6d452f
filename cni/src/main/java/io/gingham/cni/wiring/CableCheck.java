package io.gingham.cni.wiring;

import io.gingham.cni.spec.CniResult;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetlinkException;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares a cable with what is in the kernel.
public final class CableCheck {

    private CableCheck() {}

    /// What is not as it should be, a sentence for each; empty if all is well.
    ///
    /// @param ips that ADD gave
    /// @param previous the result of ADD, perhaps changed by later plugins
    public static List<String> missing(
            String hostName,
            String podName,
            String netns,
            List<IpAddress> ips,
            CniResult previous) {
        List<String> missing = new ArrayList<>();
        try (Netlink host = Netlink.open();
                Netlink pod = Netlink.open(NetworkNamespace.atPath(netns))) {
            host(host, hostName, ips, missing);
            pod(pod, podName, netns, ips, previous, missing);
        } catch (NetlinkException | InvalidPathException e) {
            missing.add(String.valueOf(e.getMessage()));
        }
        return missing;
    }

    private static void host(Netlink host, String name, List<IpAddress> ips, List<String> missing) {
        Optional<Link> link = host.link(name);
        if (link.isEmpty()) {
            missing.add("host interface " + name + " is gone");
            return;
        }
        if (!link.get().up()) {
            missing.add("host interface " + name + " is down");
        }
        for (IpAddress ip : ips) {
            boolean routed =
                    host.routes(RouteFilter.main(ip.family())).stream()
                            .anyMatch(
                                    route ->
                                            route.destination().equals(IpPrefix.host(ip))
                                                    && route.target()
                                                            .equals(
                                                                    new RouteTarget.OnLink(
                                                                            link.get().index())));
            if (!routed) {
                missing.add("the host has no route to " + ip + " on " + name);
            }
        }
    }

    private static void pod(
            Netlink pod,
            String name,
            String netns,
            List<IpAddress> ips,
            CniResult previous,
            List<String> missing) {
        Optional<Link> link = pod.link(name);
        if (link.isEmpty()) {
            missing.add("the container has no interface " + name);
            return;
        }
        if (!link.get().up()) {
            missing.add("the container's interface " + name + " is down");
        }
        previous.interfaces().stream()
                .filter(one -> one.sandbox().equals(netns) && one.name().equals(name))
                .filter(one -> !one.mac().equalsIgnoreCase(link.get().mac().toString()))
                .forEach(
                        one ->
                                missing.add(
                                        name
                                                + " has MAC "
                                                + link.get().mac()
                                                + ", expected "
                                                + one.mac()));
        List<IpAddress> present =
                pod.addresses(link.get().index()).stream().map(Address::address).toList();
        for (IpAddress ip : ips) {
            if (!present.contains(ip)) {
                missing.add("the container's interface " + name + " has no address " + ip);
            }
        }
        for (IpFamily family : IpFamily.values()) {
            routes(pod, family, previous, missing);
        }
    }

    private static void routes(
            Netlink pod, IpFamily family, CniResult previous, List<String> missing) {
        List<Route> present = pod.routes(RouteFilter.main(family));
        for (CniResult.RouteEntry wanted : previous.routes()) {
            boolean there =
                    wanted.destination().family() != family
                            || present.stream()
                                    .anyMatch(r -> r.destination().equals(wanted.destination()));
            if (!there) {
                missing.add("the container has no route to " + wanted.destination());
            }
        }
    }
}
