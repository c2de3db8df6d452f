package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.Commands.output;
import static io.gingham.bgp.interop.Commands.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A network namespace that is one cable away from this process's, and a BIRD in it. The test JVM
/// lives in private namespaces of its own, so the machine's network is not touched.
final class BirdNamespace implements AutoCloseable {

    static final String OURS = "10.99.0.1";
    static final String BIRDS = "10.99.0.2";
    static final String OURS_V6 = "fd99::1";
    static final String BIRDS_V6 = "fd99::2";

    /// Link-local; our end is `to-bird`, BIRD's is `uplink`.
    static final String OURS_LINK = "fe80::1:1";

    static final String BIRDS_LINK = "fe80::1:2";
    private static final String NAME = "bird";

    private final Path folder;
    private @Nullable Process bird;
    private String also = "";
    private boolean isCut;

    BirdNamespace(Path folder) {
        this.folder = folder;
        run("ip", "netns", "add", NAME);
        run(
                "ip", "link", "add", "to-bird", "type", "veth", "peer", "name", "uplink", "netns",
                NAME);
        run("ip", "address", "add", OURS + "/24", "dev", "to-bird");
        run("ip", "address", "add", OURS_V6 + "/64", "dev", "to-bird", "nodad");
        run("ip", "address", "add", OURS_LINK + "/64", "dev", "to-bird", "nodad");
        run("ip", "link", "set", "to-bird", "up");
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "address", "add", BIRDS + "/24", "dev", "uplink");
        inside("ip", "address", "add", BIRDS_V6 + "/64", "dev", "uplink", "nodad");
        inside("ip", "address", "add", BIRDS_LINK + "/64", "dev", "uplink", "nodad");
        inside("ip", "link", "set", "uplink", "up");
    }

    static boolean birdIsInstalled() {
        return List.of("/usr/sbin/bird", "/usr/local/sbin/bird", "/usr/bin/bird").stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path)));
    }

    /// For the next start.
    ///
    /// @param protocols whole protocols beside BGP
    void also(String protocols) {
        also = protocols;
    }

    /// @param bgp the body of a BGP protocol that speaks IPv4
    void start(String bgp, String... options) {
        startWith(bgp + " ipv4 { import all; export all; };", options);
    }

    /// @param bgp the body of a BGP protocol with its channels
    void startWith(String bgp, String... options) {
        Path config = folder.resolve("bird.conf");
        write(
                config,
                """
                router id %s;
                log stderr all;
                graceful restart wait 20;
                protocol device {}
                protocol static { ipv4; route 192.0.2.0/24 blackhole; route 198.51.100.0/24 blackhole; }
                protocol static six { ipv6; route 2001:db8:100::/48 blackhole; route 2001:db8:200::/48 blackhole; }
                protocol bgp gingham {
                  %s
                  connect delay time 1; connect retry time 1; error wait time 1,2;
                }
                %s
                """
                        .formatted(BIRDS, bgp, also));
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", NAME, "bird", "-f"));
        command.addAll(List.of("-c", config.toString(), "-s", socket(), "-P", pid()));
        command.addAll(List.of(options));
        try {
            bird =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("bird.log").toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// kill -9.
    void kill() {
        if (bird != null) {
            bird.destroyForcibly().onExit().join();
            bird = null;
        }
    }

    /// To BIRD's process; the kernel goes on to answer for it.
    void signal(String name) {
        if (bird != null) {
            run("kill", "-" + name, Long.toString(bird.pid()));
        }
    }

    /// The cable loses all packets, and neither end's kernel is told.
    void cut() {
        run("ip", "link", "add", "dead-end", "type", "bridge");
        isCut = true;
        run("ip", "link", "set", "to-bird", "master", "dead-end");
    }

    void mend() {
        run("ip", "link", "del", "dead-end");
        isCut = false;
    }

    String birdc(String... command) {
        List<String> words = new ArrayList<>(List.of("birdc", "-s", socket()));
        words.addAll(List.of(command));
        return output(words);
    }

    /// One of the TCP counters of both kernels' ends, as `TCPMD5Failure`.
    long tcpCounter(String name) {
        return Stream.of(
                        List.of("cat", "/proc/net/netstat"),
                        List.of("ip", "netns", "exec", NAME, "cat", "/proc/net/netstat"))
                .mapToLong(command -> tcpCounter(name, output(command)))
                .sum();
    }

    private static long tcpCounter(String name, String table) {
        List<String> lines = table.lines().filter(line -> line.startsWith("TcpExt:")).toList();
        int column = List.of(lines.getFirst().split(" ")).indexOf(name);
        return Long.parseLong(lines.getLast().split(" ")[column]);
    }

    String log() {
        try {
            return Files.readString(folder.resolve("bird.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String socket() {
        return folder.resolve("bird.ctl").toString();
    }

    private String pid() {
        return folder.resolve("bird.pid").toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inside(String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", NAME));
        words.addAll(List.of(command));
        run(words);
    }

    @Override
    public void close() {
        kill();
        if (isCut) {
            mend();
        }
        run("ip", "link", "del", "to-bird");
        run("ip", "netns", "del", NAME);
    }
}
