package io.gingham.bench.fabric;

import io.gingham.bench.BenchException;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.routers.Netns;
import io.gingham.value.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pod with an address that its node has not announced yet: from the moment at which its node's
/// kernel has the route to it (`ip -ts monitor`) to the first echo that an endless `ping` from
/// outside gets (`ping -D`, one every 2 ms). Both tell the time themselves.
record AnnouncementScenario(Racks racks, int pods, Rows rows) {

    private static final double BAR_MILLIS = 50;

    /// For documentation (RFC 5737): 254 addresses that no node has a block of.
    private static final IpAddress FIRST = IpAddress.parse("192.0.2.1");

    private static final String BLOCK = "192.0.2.0/24";

    private static final String POOL =
            """
            apiVersion: projectcalico.org/v3
            kind: IPPool
            metadata: {name: bench}
            spec: {cidr: %s}
            """
                    .formatted(BLOCK);

    private static final Pattern ECHO = Pattern.compile("\\[(\\d+\\.\\d+)] \\d+ bytes from .*");
    private static final Pattern ROUTE = Pattern.compile("\\[([-0-9T:.]+)] (\\S+) dev cali.*");

    void run() throws IOException, InterruptedException {
        rows.say("");
        rows.say("A pod's address is announced, %d pods one after the other".formatted(pods));
        racks.apply(POOL);
        // What is asked before the pod is there shall not go round between spine and outside.
        new Netns(TwoRacks.SPINE).run("ip", "route", "add", "blackhole", BLOCK);
        racks.cluster().awaitReady();
        Path said = Files.createTempFile("routes", ".log");
        Process monitor =
                new ProcessBuilder(
                                new Netns(racks.node().name())
                                        .command(List.of("ip", "-4", "-ts", "monitor", "route")))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < pods; i++) {
                times.add(measure("p" + i, FIRST.plus(i), said));
            }
            rows.times("route on its node to first answer outside", times, BAR_MILLIS);
        } finally {
            monitor.destroy();
            Files.delete(said);
        }
    }

    /// @return milliseconds
    private double measure(String name, IpAddress address, Path said)
            throws IOException, InterruptedException {
        Process ping =
                new ProcessBuilder(
                                new Netns(Fabric.INTERNET)
                                        .command(
                                                List.of(
                                                        // Its own limit (-w) would end with
                                                        // the first ICMP error, too.
                                                        "timeout",
                                                        Long.toString(Racks.LIMIT.toSeconds()),
                                                        "ping",
                                                        "-D",
                                                        "-n",
                                                        "-i",
                                                        "0.002",
                                                        "-I",
                                                        racks.outside().address().toString(),
                                                        address.toString())))
                        .redirectErrorStream(true)
                        .start();
        try {
            TimeUnit.MILLISECONDS.sleep(50);
            racks.addPod(name, racks.node(), Optional.of(address));
            double answered = firstEcho(ping, address);
            double wired = wiredAt(said, address);
            return (answered - wired) * 1000;
        } finally {
            ping.destroy();
            racks.removePod(name);
        }
    }

    /// In seconds since 1970.
    private static double firstEcho(Process ping, IpAddress address) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(ping.getInputStream(), StandardCharsets.UTF_8));
        String last = "";
        String line = lines.readLine();
        while (line != null) {
            last = line;
            Matcher echo = ECHO.matcher(line);
            if (echo.matches()) {
                return Double.parseDouble(echo.group(1));
            }
            line = lines.readLine();
        }
        throw new BenchException(
                "no echo from %s within %d s; ping said last: %s"
                        .formatted(address, Racks.LIMIT.toSeconds(), last));
    }

    private static double wiredAt(Path said, IpAddress address) throws IOException {
        return Files.readAllLines(said).stream()
                .map(ROUTE::matcher)
                .filter(route -> route.matches() && route.group(2).equals(address.toString()))
                .findFirst()
                .map(route -> seconds(LocalDateTime.parse(route.group(1))))
                .orElseThrow(
                        () -> new BenchException("'ip monitor' has seen no route to " + address));
    }

    private static double seconds(LocalDateTime time) {
        var zoned = time.atZone(ZoneId.systemDefault());
        return zoned.toEpochSecond() + zoned.getNano() / 1e9;
    }
}
