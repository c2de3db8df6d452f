package io.gingham.cni.wiring;

import io.gingham.cni.spec.CniResult;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.Sysctl;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
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
import java.util.OptionalLong;

/// Compares a cable with what is in the kernel, and with the result that the runtime remembers.
/// Plugins behind this one may have added interfaces, addresses and routes, moved routes to another
/// table and addresses to another interface (which their result says), and changed MAC and MTU.
public final class CableCheck {

    private final String hostName;
    private final String podName;
    private final String netns;
    private final List<IpAddress> ips;
    private final CniResult previous;
    private final List<String> missing = new ArrayList<>();

    private CableCheck(
            String hostName,
            String podName,
            String netns,
            List<IpAddress> ips,
            CniResult previous) {
        this.hostName = hostName;
        this.podName = podName;
        this.netns = netns;
        this.ips = ips;
        this.previous = previous;
    }

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
        CableCheck check = new CableCheck(hostName, podName, netns, ips, previous);
        try (Netlink host = Netlink.open();
                Netlink pod = Netlink.open(NetworkNamespace.atPath(netns))) {
            check.result();
            check.host(host);
            check.pod(pod);
        } catch (NetlinkException | InvalidPathException e) {
            check.missing.add(String.valueOf(e.getMessage()));
        }
        return check.missing;
    }

    /// The result must be of this attachment.
    private void result() {
        require(
                previous.interfaces().stream()
                        .anyMatch(one -> one.sandbox().isEmpty() && one.name().equals(hostName)),
                "prevResult does not name the host interface " + hostName);
        require(
                previous.interfaces().stream().anyMatch(this::isOurs),
                "prevResult does not name the container's interface " + podName + " in " + netns);
        for (IpAddress ip : ips) {
            require(previous.addresses().contains(ip), "prevResult lacks the address " + ip);
        }
    }

    private void host(Netlink host) {
        Optional<Link> link = host.link(hostName);
        if (link.isEmpty()) {
            missing.add("host interface " + hostName + " is gone");
            return;
        }
        require(link.get().up(), "host interface " + hostName + " is down");
        RouteTarget here = new RouteTarget.OnLink(link.get().index());
        for (IpAddress ip : ips) {
            require(
                    host.routes(RouteFilter.main(ip.family())).stream()
                            .anyMatch(
                                    route ->
                                            route.destination().equals(IpPrefix.host(ip))
                                                    && route.target().equals(here)),
                    "the host has no route to " + ip + " on " + hostName);
        }
        for (IpFamily family : IpFamily.values()) {
            if (ips.stream().anyMatch(ip -> ip.family() == family)) {
                isOn(family, "forwarding");
                isOn(family, family == IpFamily.IPV4 ? "proxy_arp" : "proxy_ndp");
            }
        }
    }

    private void isOn(IpFamily family, String setting) {
        Sysctl sysctl = Sysctl.ofLink(family, hostName, setting);
        require(sysctl.read().equals("1"), sysctl + " is off");
    }

    private void pod(Netlink pod) {
        Optional<Link> link = pod.link(podName);
        if (link.isEmpty()) {
            missing.add("the container has no interface " + podName);
            return;
        }
        require(link.get().up(), "the container's interface " + podName + " is down");
        String mac = link.get().mac().toString();
        previous.interfaces().stream()
                .filter(this::isOurs)
                .filter(one -> !one.mac().isEmpty() && !one.mac().equalsIgnoreCase(mac))
                .forEach(
                        one ->
                                missing.add(
                                        podName + " has MAC " + mac + ", expected " + one.mac()));
        addresses(pod);
        for (IpFamily family : IpFamily.values()) {
            routes(pod, family);
        }
        boolean hasIpv4 =
                previous.ips().stream()
                        .filter(ip -> ips.contains(ip.address()) && ip.address().isIpv4())
                        .anyMatch(ip -> interfaceOf(ip).map(this::isOurs).orElse(true));
        if (hasIpv4) {
            gateway(pod, link.get().index());
        }
    }

    /// Each on the interface that the result says; one that it says nothing of is on ours.
    private void addresses(Netlink pod) {
        List<Link> links = pod.links();
        List<Address> present = pod.addresses();
        for (CniResult.Ip ip : previous.ips()) {
            Optional<CniResult.Interface> on = interfaceOf(ip);
            if (on.isPresent() && !isInContainer(on.get())) {
                continue;
            }
            String name = on.map(CniResult.Interface::name).orElse(podName);
            boolean there =
                    links.stream()
                            .filter(link -> link.name().equals(name))
                            .anyMatch(
                                    link ->
                                            present.stream()
                                                    .filter(a -> a.linkIndex() == link.index())
                                                    .anyMatch(
                                                            a -> a.address().equals(ip.address())));
            require(there, "the container's interface " + name + " has no address " + ip.address());
        }
    }

    private Optional<CniResult.Interface> interfaceOf(CniResult.Ip ip) {
        int index = ip.interfaceIndex();
        return index >= 0 && index < previous.interfaces().size()
                ? Optional.of(previous.interfaces().get(index))
                : Optional.empty();
    }

    private boolean isOurs(CniResult.Interface one) {
        return one.name().equals(podName) && isInContainer(one);
    }

    /// A runtime may write the path in another way.
    private boolean isInContainer(CniResult.Interface one) {
        if (one.sandbox().isEmpty() || one.sandbox().equals(netns)) {
            return !one.sandbox().isEmpty();
        }
        try {
            return NetworkNamespace.atPath(one.sandbox()).isSameAs(NetworkNamespace.atPath(netns));
        } catch (NetlinkException | InvalidPathException e) {
            return false;
        }
    }

    private void routes(Netlink pod, IpFamily family) {
        List<Route> present =
                pod.routes(RouteFilter.all(family)).stream()
                        .filter(route -> route.table() != Route.LOCAL_TABLE)
                        .toList();
        for (CniResult.RouteEntry wanted : previous.routes()) {
            OptionalLong table = wanted.options().table();
            require(
                    wanted.destination().family() != family
                            || present.stream()
                                    .filter(r -> r.destination().equals(wanted.destination()))
                                    .anyMatch(
                                            r ->
                                                    table.orElse(0) == 0
                                                            || r.table() == (int) table.orElse(0)),
                    "the container has no route to " + wanted.destination());
        }
    }

    /// The way to the gateway, and its fixed neighbour entry.
    private void gateway(Netlink pod, int link) {
        require(
                pod.routes(RouteFilter.all(IpFamily.IPV4)).stream()
                        .anyMatch(
                                route ->
                                        route.destination()
                                                .equals(IpPrefix.host(CablePlan.IPV4_GATEWAY))),
                "the container has no route to its gateway " + CablePlan.IPV4_GATEWAY);
        require(
                pod.neighbours().stream()
                        .anyMatch(
                                entry ->
                                        entry.linkIndex() == link
                                                && entry.address().equals(CablePlan.IPV4_GATEWAY)
                                                && entry.state() == Neighbour.PERMANENT
                                                && entry.mac().equals(PodCable.HOST_MAC)),
                "the container's fixed neighbour entry of its gateway "
                        + CablePlan.IPV4_GATEWAY
                        + " is gone");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            missing.add(otherwise);
        }
    }
}
