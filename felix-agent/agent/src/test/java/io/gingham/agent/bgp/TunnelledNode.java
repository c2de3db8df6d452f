package io.gingham.agent.bgp;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.overlay.OverlayPart;
import io.gingham.dataplane.overlay.TunnelKernel;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.Sysctl;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A namespace as a node with one pod, in a namespace of its own, and with the parts of an agent
/// that make tunnels and routes.
final class TunnelledNode implements AutoCloseable {

    final ClusterNode object;
    final IpAddress pod4;
    final IpAddress pod6;
    final NetworkNamespace namespace;
    final NetworkNamespace pod;
    final Netlink netlink;
    final RoutesPart routes;
    final OverlayPart overlay;
    private final TestNamespaces namespaces;
    private final FakeFeed cluster;
    private boolean again;

    /// @param number last part of its addresses, and of its podCIDRs
    TunnelledNode(
            TestNamespaces namespaces, FakeFeed cluster, int number, String ipv4, String ipv6) {
        this.namespaces = namespaces;
        String name = "n" + number;
        object =
                new ClusterNode(
                        name,
                        List.of(IpAddress.parse(ipv4), IpAddress.parse(ipv6)),
                        List.of(
                                IpPrefix.parse("10.244." + number + ".0/24"),
                                IpPrefix.parse("fd00:244:" + number + "::/64")),
                        Optional.empty(),
                        "");
        pod4 = IpAddress.parse("10.244." + number + ".5");
        pod6 = IpAddress.parse("fd00:244:" + number + "::5");
        namespace = namespaces.createWithLoopback(name);
        pod = namespaces.createWithLoopback(name + "-pod");
        netlink = Netlink.open(namespace);
        forward(namespace);
        wirePod();
        routes = new RoutesPart(name, cluster, netlink, Set::of);
        routes.begin();
        routes.ownBlocks(object.podCidrs());
        routes.converged();
        this.cluster = cluster;
        overlay = anotherAgent();
    }

    OverlayPart anotherAgent() {
        return new OverlayPart(
                object.name(),
                cluster,
                links(),
                List::of,
                TunnelKernel.of(netlink),
                routes,
                part -> again |= part.equals(OverlayPart.NAME));
    }

    private OverlayPart.Links links() {
        return new OverlayPart.Links() {
            @Override
            public List<Link> links() {
                return netlink.links();
            }

            @Override
            public List<Address> addresses() {
                return netlink.addresses();
            }
        };
    }

    static void forward(NetworkNamespace namespace) {
        namespace.call(
                () -> {
                    Sysctl.of("ipv4", "ip_forward").put("1");
                    Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").put("1");
                    return true;
                });
    }

    private void wirePod() {
        ip("link add cali1 type veth peer name eth0 netns " + pod.path());
        ip("addr add fe80::1/64 dev cali1 nodad");
        ip("addr add 169.254.1.1/32 dev cali1");
        ip("link set cali1 up");
        namespaces.run(pod, "ip link set eth0 up".split(" "));
        for (String line :
                List.of(
                        "addr add " + pod4 + "/32 dev eth0",
                        "addr add " + pod6 + "/128 dev eth0 nodad",
                        "route add 169.254.1.1 dev eth0 scope link",
                        "route add default via 169.254.1.1 dev eth0",
                        "-6 route add default via fe80::1 dev eth0")) {
            namespaces.run(pod, ("ip " + line).split(" "));
        }
        ip("route add " + pod4 + " dev cali1");
        ip("-6 route add " + pod6 + " dev cali1");
    }

    void ip(String arguments) {
        namespaces.run(namespace, ("ip " + arguments).split(" "));
    }

    /// As the agent's loop does: what a run asks for comes behind it.
    void run(boolean refresh) {
        overlay.run(refresh);
        routes.run(refresh);
        while (again) {
            again = false;
            overlay.run(false);
            routes.run(false);
        }
    }

    /// Within 15 s: a link that has just come up is silent while IPv6 looks for duplicates.
    static boolean reaches(NetworkNamespace from, IpAddress to) {
        long limit = System.nanoTime() + 15_000_000_000L;
        while (System.nanoTime() - limit < 0) {
            if (pings(from, to)) {
                return true;
            }
        }
        return false;
    }

    /// One echo request, one second.
    static boolean pings(NetworkNamespace from, IpAddress to) {
        return from.call(
                () -> {
                    try {
                        return to.toInetAddress().isReachable(1000);
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    String show(String arguments) {
        return namespaces.run(namespace, ("ip " + arguments).split(" "));
    }

    @Override
    public void close() {
        netlink.close();
    }
}
