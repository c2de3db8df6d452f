package io.gingham.lab.fabric;

import io.gingham.lab.fabric.Topology.At;
import io.gingham.lab.fabric.Topology.Bridge;
import io.gingham.lab.fabric.Topology.End;
import io.gingham.lab.fabric.Topology.Station;
import io.gingham.lab.fabric.Topology.Wire;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Makes the namespaces and links of a [Topology]. It must run inside private namespaces (see
/// `PrivateNamespaces`): everything made here ends with them.
public final class Fabric {

    /// The router of the lab of one rack.
    public static final String TOR = "tor";

    public static final String INTERNET = "internet";

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(20));

    /// A router sends nothing over a port without a carrier.
    private static final Map<String, String> OF_ROUTERS =
            Map.of(
                    "ipv4/ip_forward", "1",
                    "ipv6/conf/all/forwarding", "1",
                    "ipv4/conf/all/ignore_routes_with_linkdown", "1",
                    "ipv6/conf/all/ignore_routes_with_linkdown", "1");

    /// A flow goes always the same way, and its ports count; what comes back another way than it
    /// went is no error where there are two ways.
    private static final Map<String, String> OF_ALL =
            Map.of(
                    "ipv4/fib_multipath_hash_policy", "1",
                    "ipv6/fib_multipath_hash_policy", "1",
                    "ipv4/conf/all/rp_filter", "0",
                    "ipv4/conf/default/rp_filter", "0");

    /// States of a bridge's port, by the kernel's BR_STATE_*.
    private static final String DISABLED = "0";

    private static final String FORWARDING = "3";

    private Fabric() {}

    public static void raise(Topology topology) {
        // In the order of the wires' ends: one batch for each station, once all wires are there.
        Map<String, StringBuilder> batches = new LinkedHashMap<>();
        for (Station station : topology.stations()) {
            if (!station.name().isEmpty()) {
                NetworkNamespace.create(station.name());
                settings(station.name(), OF_ALL);
            }
            if (station.forwards()) {
                settings(station.name(), OF_ROUTERS);
            }
            StringBuilder commands = new StringBuilder("link set lo up\n");
            station.bridges().forEach(bridge -> addBridge(commands, bridge));
            batches.put(station.name(), commands);
        }
        StringBuilder wires = new StringBuilder();
        for (Wire wire : topology.wires()) {
            addWire(wires, wire);
            finish(of(batches, wire.one().station()), wire.one());
            finish(of(batches, wire.other().station()), wire.other());
        }
        for (Station station : topology.stations()) {
            for (IpAddress gateway : station.gateways()) {
                of(batches, station.name()).append("route add default via %s\n".formatted(gateway));
            }
        }
        batch("", wires.toString());
        batches.forEach((station, commands) -> batch(station, commands.toString()));
    }

    private static StringBuilder of(Map<String, StringBuilder> batches, String station) {
        return Objects.requireNonNull(
                batches.get(station), () -> "no station '" + station + "' in the topology");
    }

    private static void addBridge(StringBuilder commands, Bridge bridge) {
        commands.append("link add %s type bridge\n".formatted(bridge.name()));
        addresses(commands, bridge.name(), bridge.addresses());
        commands.append("link set %s up\n".formatted(bridge.name()));
    }

    private static void addresses(StringBuilder commands, String device, List<At> addresses) {
        addresses.forEach(
                at ->
                        commands.append(
                                "address add %s dev %s%s\n"
                                        .formatted(
                                                at,
                                                device,
                                                at.address().isIpv4() ? "" : " nodad")));
    }

    /// Made in the lab's own namespace, whichever its ends' are.
    private static void addWire(StringBuilder commands, Wire wire) {
        commands.append(
                "link add %s%s type veth peer name %s%s\n"
                        .formatted(
                                wire.one().device(),
                                netns(wire.one()),
                                wire.other().device(),
                                netns(wire.other())));
    }

    private static String netns(End end) {
        return end.station().isEmpty() ? "" : " netns " + end.station();
    }

    private static void finish(StringBuilder commands, End end) {
        if (!end.bridge().isEmpty()) {
            commands.append("link set %s master %s\n".formatted(end.device(), end.bridge()));
        }
        addresses(commands, end.device(), end.addresses());
        commands.append("link set %s up\n".formatted(end.device()));
    }

    /// Gives the outside world one more address.
    public static void addOutsideAddress(IpAddress address) {
        batch(INTERNET, "address replace %s dev lo\n".formatted(address));
    }

    /// Gives a node one more address, reachable from the other nodes and the router of one rack.
    public static void addNodeAddress(int number, int nodes, IpAddress address) {
        batch("n" + number, "address replace %s dev lo\n".formatted(address));
        batch(
                TOR,
                "route replace %s via %s\n".formatted(address, Addresses.nodeTowardsTor(number)));
        for (int other = 1; other <= nodes; other++) {
            if (other != number) {
                batch(
                        "n" + other,
                        "route replace %s via %s\n".formatted(address, Addresses.node(number)));
            }
        }
    }

    /// Takes the router's end of a node's link down, or up again: as a cable that is pulled, both
    /// ends have no carrier.
    public static void plug(Server.Uplink uplink, boolean in) {
        batch(uplink.router(), "link set %s %s\n".formatted(uplink.port(), in ? "up" : "down"));
    }

    /// Nothing passes a router any more, or again, and no port says so: what a hung switch does.
    public static void silence(Topology topology, String router, boolean silent) {
        for (String program : List.of("iptables", "ip6tables")) {
            for (String chain : List.of("PREROUTING", "OUTPUT")) {
                RUNNER.run(
                                inside(
                                        router,
                                        program,
                                        "-w",
                                        "-t",
                                        "raw",
                                        silent ? "-I" : "-D",
                                        chain,
                                        "-j",
                                        "DROP"))
                        .orThrow();
            }
        }
        topology.wires().stream()
                .flatMap(wire -> Stream.of(wire.one(), wire.other()))
                .filter(end -> end.station().equals(router) && !end.bridge().isEmpty())
                .forEach(
                        end ->
                                RUNNER.run(
                                                inside(
                                                        router,
                                                        "bridge",
                                                        "link",
                                                        "set",
                                                        "dev",
                                                        end.device(),
                                                        "state",
                                                        silent ? DISABLED : FORWARDING))
                                        .orThrow());
    }

    /// A counter of a link, such as `tx_packets`.
    public static long counter(String station, String device, String name) {
        return Long.parseLong(
                RUNNER.run(
                                List.of(
                                        "ip",
                                        "netns",
                                        "exec",
                                        station,
                                        "cat",
                                        "/sys/class/net/%s/statistics/%s".formatted(device, name)))
                        .orThrow()
                        .stdoutText()
                        .strip());
    }

    private static List<String> inside(String station, String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + station));
        words.addAll(List.of(command));
        return words;
    }

    private static void batch(String namespace, String commands) {
        List<String> command = new ArrayList<>(List.of("ip"));
        if (!namespace.isEmpty()) {
            command.addAll(List.of("-netns", namespace));
        }
        command.addAll(List.of("-batch", "-"));
        RUNNER.run(command, commands).orThrow();
    }

    private static void settings(String namespace, Map<String, String> values) {
        StringBuilder script = new StringBuilder();
        values.forEach(
                (name, value) ->
                        script.append("echo %s >/proc/sys/net/%s\n".formatted(value, name)));
        RUNNER.run(List.of("ip", "netns", "exec", namespace, "sh", "-ec", script.toString()))
                .orThrow();
    }
}
