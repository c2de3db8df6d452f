package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.Commands.output;
import static io.gingham.bgp.interop.Commands.run;

import io.gingham.bgp.speaker.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A network namespace one cable away, and FRR's daemons in it: zebra, which its others speak
/// through, bfdd and bgpd.
final class FrrNamespace implements AutoCloseable {

    static final String OURS = "10.98.0.1";
    static final String FRRS = "10.98.0.2";
    private static final String NAME = "frr";
    private static final Path DAEMONS = Path.of("/usr/lib/frr");

    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();
    private boolean isCut;

    FrrNamespace(Path folder) {
        this.folder = folder;
        run("ip", "netns", "add", NAME);
        run("ip", "link", "add", "to-frr", "type", "veth", "peer", "name", "uplink", "netns", NAME);
        run("ip", "address", "add", OURS + "/24", "dev", "to-frr");
        run("ip", "link", "set", "to-frr", "up");
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "address", "add", FRRS + "/24", "dev", "uplink");
        inside("ip", "link", "set", "uplink", "up");
    }

    static boolean frrIsInstalled() {
        return Files.isExecutable(DAEMONS.resolve("bgpd"));
    }

    /// @param bgpd the lines of bgpd's configuration
    /// @param bfdd those of bfdd's
    void start(String bgpd, String bfdd) {
        daemon("zebra", "", "");
        awaitFile("zserv.api");
        daemon("bfdd", bfdd, "--bfdctl " + folder.resolve("bfdd.sock"));
        daemon("bgpd", bgpd, "");
    }

    /// In a namespace of one user its privileges' group must be one that exists.
    private void daemon(String name, String config, String options) {
        Path file = folder.resolve(name + ".conf");
        String command =
                "sed 's/^frrvty:.*/frrvty:x:0:root/' /etc/group >%1$s/group-%2$s"
                        + " && mount --bind %1$s/group-%2$s /etc/group"
                        + " && exec %3$s/%2$s -f %4$s -u root -g root -z %1$s/zserv.api"
                        + " -i %1$s/%2$s.pid --vty_socket %1$s -P 0 --log file:%1$s/%2$s.log %5$s";
        try {
            Files.writeString(file, config);
            daemons.add(
                    new ProcessBuilder(
                                    "ip",
                                    "netns",
                                    "exec",
                                    NAME,
                                    "sh",
                                    "-c",
                                    command.formatted(folder, name, DAEMONS, file, options))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve(name + ".out").toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitFile(String name) {
        Await.until(
                "zebra listens", Duration.ofSeconds(20), () -> Files.exists(folder.resolve(name)));
    }

    /// @param daemon bgpd or bfdd
    String vtysh(String daemon, String command) {
        return output(
                List.of("vtysh", "--vty_socket", folder.toString(), "-d", daemon, "-c", command));
    }

    /// The daemons stand still or go on; the kernel answers for them.
    void signal(String name) {
        daemons.forEach(daemon -> run("kill", "-" + name, Long.toString(daemon.pid())));
    }

    /// The cable loses all packets, and neither end's kernel is told.
    void cut() {
        run("ip", "link", "add", "dead-end", "type", "bridge");
        isCut = true;
        run("ip", "link", "set", "to-frr", "master", "dead-end");
    }

    private static void inside(String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", NAME));
        words.addAll(List.of(command));
        run(words);
    }

    @Override
    public void close() {
        daemons.forEach(daemon -> daemon.destroyForcibly().onExit().join());
        if (isCut) {
            run("ip", "link", "del", "dead-end");
        }
        run("ip", "link", "del", "to-frr");
        run("ip", "netns", "del", NAME);
    }
}
