package io.gingham.routers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// FRR 8: bgpd, bfdd, and zebra that tells them which interfaces and next hops there are.
public final class Frr implements AutoCloseable {

    /// In the order in which they are started.
    public enum Daemon {
        ZEBRA("zebra"),
        BFDD("bfdd"),
        BGPD("bgpd");

        private final String program;

        Daemon(String program) {
            this.program = program;
        }
    }

    /// Its privileges' group must be one that exists in a namespace of one user; and it leaves a
    /// folder for each process where its crashes would be written.
    private static final String AS_ROOT =
            """
            sed 's/^frrvty:.*/frrvty:x:0:root/' /etc/group >%1$s/group-%2$s \
            && mount --bind %1$s/group-%2$s /etc/group \
            && mkdir -p /var/tmp/frr && mount -t tmpfs tmpfs /var/tmp/frr \
            && exec /usr/lib/frr/%2$s -f %1$s/%2$s.conf -u root -g root -i %1$s/%2$s.pid \
            --vty_socket %1$s -P 0 -z %1$s/zserv.api --log stdout %3$s""";

    private final Netns netns;
    private final Path folder;
    private final Map<Daemon, RouterProcess> processes = new EnumMap<>(Daemon.class);

    public Frr(Netns netns, Path folder) {
        this.netns = netns;
        this.folder = folder;
        for (Daemon daemon : Daemon.values()) {
            processes.put(daemon, new RouterProcess(netns, folder, daemon.program));
        }
    }

    /// How bgpd's configuration begins; what follows is of the `router bgp`.
    public static String head(long as, String routerId) {
        return """
        router bgp %d
         bgp router-id %s
         no bgp ebgp-requires-policy
        """
                .formatted(as, routerId);
    }

    /// Writes the configuration.
    ///
    /// @return the command that runs it in the foreground, wherever it is started
    public List<String> prepare(Daemon daemon, String configuration, String options) {
        process(daemon).write(daemon.program + ".conf", configuration);
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                AS_ROOT.formatted(folder, daemon.program, options));
    }

    /// Until it can be asked, and bgpd is heard by it.
    public void start(Daemon daemon, String configuration) {
        start(daemon, configuration, "");
    }

    /// @param more options of its own, as `-M bmp`
    public void start(Daemon daemon, String configuration, String more) {
        String options = daemon == Daemon.BFDD ? "--bfdctl " + folder.resolve("bfdd.sock") : more;
        Path socket =
                folder.resolve(daemon == Daemon.ZEBRA ? "zserv.api" : daemon.program + ".vty");
        RouterProcess process = process(daemon);
        process.start(prepare(daemon, configuration, options), socket);
        if (daemon == Daemon.BFDD) {
            // What bgpd wants of it before that is lost.
            process.await(
                    "was known to zebra", () -> ask("show zebra client summary").contains("bfd"));
        }
    }

    /// What `vtysh` prints for the commands, one after the other.
    public String ask(String... commands) {
        List<String> words = new ArrayList<>(List.of("vtysh", "--vty_socket", folder.toString()));
        for (String command : commands) {
            words.addAll(List.of("-c", command));
        }
        return netns.ask(words.toArray(String[]::new));
    }

    /// All its processes stand still or go on; the kernel answers for them.
    public void signal(String signal) {
        processes.values().forEach(process -> process.signal(signal));
    }

    public RouterProcess process(Daemon daemon) {
        return Objects.requireNonNull(processes.get(daemon));
    }

    @Override
    public void close() {
        for (Daemon daemon : List.of(Daemon.values()).reversed()) {
            process(daemon).close();
        }
    }
}
