package io.gingham.lab.fabric;

import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The top-of-rack router: the distribution's BIRD in the namespace `tor`, with one eBGP session to
/// each node.
public final class TopOfRack {

    private static final Pattern ESTABLISHED =
            Pattern.compile("(?m)^(\\S+)\\s+BGP\\s.*\\sEstablished\\s*$");

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(10));
    private final Path folder;
    private final int nodes;
    private final List<String> inNamespace;

    /// @param folder for the configuration, the log and the control socket; its path must be short
    ///   (a socket's limit is 107 bytes)
    public TopOfRack(Path folder, int nodes) {
        this.folder = folder;
        this.nodes = nodes;
        this.inNamespace = List.of("nsenter", "--net=/run/netns/" + Fabric.TOR);
    }

    public void start() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("bird.conf"), configuration());
        // BIRD goes to the background by itself once its control socket is there.
        runner.run(
                        command(
                                "bird",
                                "-c",
                                file("bird.conf"),
                                "-s",
                                file("bird.ctl"),
                                "-P",
                                file("bird.pid")))
                .orThrow();
    }

    /// Ends BIRD as an operator would (its sessions end with Cease), and waits until it has gone.
    public void stop() throws IOException, InterruptedException {
        Path pidFile = folder.resolve("bird.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process != null && process.destroy()) {
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (runs(pid) && System.nanoTime() < limit) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            process.destroyForcibly();
        }
        Files.deleteIfExists(pidFile);
    }

    /// One that has ended stays as a zombie, for a lab's first process, its parent, collects no
    /// orphans.
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    /// What `birdc` prints for a command, such as `show protocols`.
    public String ask(String command) {
        ProcessResult result = runner.run(command("birdc", "-s", file("bird.ctl"), command));
        return result.stdoutText();
    }

    /// The names of the nodes whose sessions BIRD shows as Established.
    public List<String> established() {
        Matcher matcher = ESTABLISHED.matcher(ask("show protocols"));
        return matcher.results().map(result -> result.group(1)).sorted().toList();
    }

    private String configuration() {
        StringBuilder text =
                new StringBuilder(
                        """
                # The lab's top-of-rack router.
                log "%s" all;
                router id 100.65.0.1;
                protocol device {}
                protocol kernel {
                  ipv4 { import none; export where source = RTS_BGP; };
                  merge paths on;
                }
                """
                                .formatted(file("bird.log")));
        for (int node = 1; node <= nodes; node++) {
            text.append(
                    """
                    protocol bgp %s {
                      local %s as %s;
                      neighbor %s as %s;
                      connect retry time 2;
                      error wait time 1, 5;
                      ipv4 { import all; export all; };
                    }
                    """
                            .formatted(
                                    Fabric.nodeName(node),
                                    Addresses.torTowards(node),
                                    Addresses.TOR_AS,
                                    Addresses.nodeTowardsTor(node),
                                    Addresses.NODE_AS));
        }
        return text.toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> command(String... command) {
        List<String> whole = new java.util.ArrayList<>(inNamespace);
        whole.addAll(List.of(command));
        return whole;
    }
}
