package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessRunner;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A node's network namespace, one cable away from the bench's. Only within private namespaces:
/// `./gingham` makes them.
///
/// @param number from 1, one for each node that the bench raises
record NodeNet(int number) {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(60));

    static NodeNet raise(int number) {
        NodeNet net = new NodeNet(number);
        String cable = "cable" + number;
        run("ip", "link", "set", "lo", "up");
        run("ip", "netns", "add", net.name());
        run("ip", "link", "add", cable, "type", "veth", "peer", "uplink", "netns", net.name());
        run("ip", "address", "add", net.bench().getHostAddress() + "/24", "dev", cable);
        run("ip", "link", "set", cable, "up");
        run("ip", "-netns", net.name(), "link", "set", "lo", "up");
        run("ip", "-netns", net.name(), "link", "set", "uplink", "up");
        run("ip", "-netns", net.name(), "address", "add", net.address() + "/24", "dev", "uplink");
        run("ip", "-netns", net.name(), "route", "add", "default", "via", net.gateway());
        return net;
    }

    String name() {
        return "node" + number;
    }

    NetworkNamespace namespace() {
        return NetworkNamespace.named(name());
    }

    /// The node's own address.
    String address() {
        return "10.9." + number + ".2";
    }

    private String gateway() {
        return "10.9." + number + ".1";
    }

    /// Where the node finds the API server.
    InetAddress bench() {
        try {
            return InetAddress.getByName(gateway());
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("four numbers are always an address", e);
        }
    }

    /// The command, to be run on the node. The process that starts becomes the command's own.
    List<String> onIt(List<String> command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name()));
        words.addAll(command);
        return words;
    }

    /// What a program on the node says.
    String ask(String... command) {
        try {
            return RUNNER.run(onIt(List.of(command))).orThrow().stdoutText();
        } catch (ProcessException e) {
            throw new BenchException("'" + String.join(" ", command) + "' on " + name(), e);
        }
    }

    private static void run(String... command) {
        try {
            RUNNER.run(List.of(command)).orThrow();
        } catch (ProcessException e) {
            throw new BenchException("run this by './gingham bench dataplane'", e);
        }
    }
}
