package io.gingham.agent.bgpd;

import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A segment 10.9.0.0/24 in this JVM's own network namespace, where we are 10.9.0.1, and BIRDs on
/// it in namespaces of their own. BIRD number N is 10.9.0.N, AS 64999 + N, and tells 192.0.N.0/24.
final class BirdRing implements AutoCloseable {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));

    private final Path folder;
    private final Map<Integer, Process> birds = new TreeMap<>();

    BirdRing(Path folder) {
        this.folder = folder;
        run("ip", "link", "add", "ring", "type", "bridge");
        run("ip", "address", "add", "10.9.0.1/24", "dev", "ring");
        run("ip", "link", "set", "ring", "up");
    }

    void start(int number) {
        String netns = "bird" + number;
        run("ip", "netns", "add", netns);
        run(
                "ip",
                "link",
                "add",
                "to" + netns,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                netns);
        run("ip", "link", "set", "to" + netns, "master", "ring", "up");
        run("ip", "-n", netns, "address", "add", "10.9.0." + number + "/24", "dev", "eth0");
        run("ip", "-n", netns, "link", "set", "eth0", "up");
        run("ip", "-n", netns, "link", "set", "lo", "up");
        Path config = folder.resolve(netns + ".conf");
        try {
            Files.writeString(
                    config,
                    """
                    router id 10.9.0.%1$d;
                    log stderr all;
                    protocol device {}
                    protocol static { ipv4; route 192.0.%1$d.0/24 blackhole; }
                    protocol bgp gingham {
                      debug { events };
                      local 10.9.0.%1$d as %2$d; neighbor 10.9.0.1 as 65000;
                      ipv4 { import all; export all; };
                      connect delay time 1; connect retry time 1; error wait time 1,2;
                    }
                    """
                            .formatted(number, 64_999 + number));
            birds.put(
                    number,
                    new ProcessBuilder(
                                    "ip",
                                    "netns",
                                    "exec",
                                    netns,
                                    "bird",
                                    "-f",
                                    "-c",
                                    config.toString(),
                                    "-s",
                                    socket(number),
                                    "-P",
                                    folder.resolve(netns + ".pid").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve(netns + ".log").toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasRoute(int number, String prefix) {
        return birdc(number, "show", "route", prefix).contains("unicast");
    }

    /// Which session it is, counted from BIRD's own log, and whether it is up: another text if it
    /// ended, were it only for a moment. (The time that BIRD shows is worked out anew from two
    /// clocks whenever it is asked for, and differs by a millisecond now and then.)
    String session(int number) {
        long established =
                log(number).lines().filter(line -> line.contains("session established")).count();
        boolean up = birdc(number, "show", "protocols", "gingham").contains("Established");
        return "session " + established + (up ? " is up" : " is over");
    }

    String log(int number) {
        try {
            return Files.readString(folder.resolve("bird" + number + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String birdc(int number, String... command) {
        List<String> words = new java.util.ArrayList<>(List.of("birdc", "-s", socket(number)));
        words.addAll(List.of(command));
        return RUNNER.run(words).stdoutText();
    }

    private String socket(int number) {
        return folder.resolve("bird" + number + ".ctl").toString();
    }

    static String run(String... command) {
        return RUNNER.run(List.of(command)).orThrow().stdoutText();
    }

    @Override
    public void close() {
        birds.forEach(
                (number, bird) -> {
                    bird.destroyForcibly().onExit().join();
                    run("ip", "link", "del", "tobird" + number);
                    run("ip", "netns", "del", "bird" + number);
                });
        run("ip", "link", "del", "ring");
    }
}
