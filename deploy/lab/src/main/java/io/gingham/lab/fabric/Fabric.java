package io.gingham.lab.fabric;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;

/// Makes the namespaces and links of the picture in the package's description. It must run inside
/// private namespaces (see `PrivateNamespaces`): everything made here ends with them.
public final class Fabric {

    public static final String TOR = "tor";
    public static final String INTERNET = "internet";

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(20));

    private Fabric() {}

    public static String nodeName(int number) {
        return "n" + number;
    }

    /// Makes the shared segment, the top-of-rack router and the outside world.
    public static void raise() {
        NetworkNamespace.create(TOR);
        NetworkNamespace.create(INTERNET);
        batch(
                "",
                """
                link set lo up
                link add fabric type bridge
                link set fabric up
                address add %s/24 dev fabric
                """
                        .formatted(Addresses.API_SERVER));
        batch(
                TOR,
                """
                link set lo up
                link add internet type veth peer name eth0 netns internet
                address add %1$s/31 dev internet
                link set internet up
                """
                        .formatted(Addresses.TOR_TO_INTERNET));
        batch(
                INTERNET,
                """
                link set lo up
                address add %s/31 dev eth0
                link set eth0 up
                route add default via %s
                """
                        .formatted(Addresses.INTERNET, Addresses.TOR_TO_INTERNET));
        batch(TOR, "route add default via %s\n".formatted(Addresses.INTERNET));
        forwarding(TOR);
    }

    /// Makes one node with its two links.
    public static void addNode(int number) {
        String node = nodeName(number);
        NetworkNamespace.create(node);
        batch(
                "",
                """
                link add %1$s type veth peer name eth1 netns %1$s
                link set %1$s master fabric
                link set %1$s up
                """
                        .formatted(node));
        batch(
                TOR,
                """
                link add %1$s type veth peer name eth0 netns %1$s
                address add %2$s/31 dev %1$s
                link set %1$s up
                """
                        .formatted(node, Addresses.torTowards(number)));
        batch(
                node,
                """
                link set lo up
                address add %1$s/31 dev eth0
                link set eth0 up
                address add %2$s/24 dev eth1
                link set eth1 up
                route add default via %3$s
                """
                        .formatted(
                                Addresses.nodeTowardsTor(number),
                                Addresses.node(number),
                                Addresses.torTowards(number)));
    }

    /// Gives the outside world one more address.
    public static void addOutsideAddress(IpAddress address) {
        batch(INTERNET, "address replace %s dev lo\n".formatted(address));
    }

    /// Gives a node one more address, reachable from the other nodes and the router.
    public static void addNodeAddress(int number, int nodes, IpAddress address) {
        batch(nodeName(number), "address replace %s dev lo\n".formatted(address));
        batch(
                TOR,
                "route replace %s via %s\n".formatted(address, Addresses.nodeTowardsTor(number)));
        for (int other = 1; other <= nodes; other++) {
            if (other != number) {
                batch(
                        nodeName(other),
                        "route replace %s via %s\n".formatted(address, Addresses.node(number)));
            }
        }
    }

    private static void batch(String namespace, String commands) {
        List<String> command =
                namespace.isEmpty()
                        ? List.of("ip", "-batch", "-")
                        : List.of("ip", "-netns", namespace, "-batch", "-");
        RUNNER.run(command, commands).orThrow();
    }

    private static void forwarding(String namespace) {
        RUNNER.run(
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                namespace,
                                "sh",
                                "-c",
                                "echo 1 > /proc/sys/net/ipv4/ip_forward"))
                .orThrow();
    }
}
