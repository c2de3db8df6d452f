package io.gingham.lab.fabric;

import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The top-of-rack router: the distribution's BIRD in the namespace `tor`, with one eBGP session to
/// each node.
public final class TopOfRack {

    private static final Pattern ESTABLISHED =
            Pattern.compile("(?m)^(\\S+)\\s+BGP\\s.*\\sEstablished\\s*$");

    private final Bird bird;
    private final int nodes;

    /// @param folder for the configuration, the log and the control socket; its path must be short
    ///   (a socket's limit is 107 bytes)
    public TopOfRack(Path folder, int nodes) {
        this.bird = new Bird(new Netns(Fabric.TOR), folder);
        this.nodes = nodes;
    }

    public void start() {
        bird.start(configuration());
    }

    /// Ends BIRD as an operator would (its sessions end with Cease), and waits until it has gone.
    public void stop() {
        bird.process().stop();
    }

    /// What `birdc` prints for a command, such as `show protocols`.
    public String ask(String command) {
        return bird.ask(command);
    }

    /// The names of the nodes whose sessions BIRD shows as Established.
    public List<String> established() {
        Matcher matcher = ESTABLISHED.matcher(ask("show protocols"));
        return matcher.results().map(result -> result.group(1)).sorted().toList();
    }

    private String configuration() {
        StringBuilder text = new StringBuilder(bird.head("100.65.0.1"));
        text.append(
                """
                protocol kernel {
                  ipv4 { import none; export where source = RTS_BGP; };
                  merge paths on;
                }
                """);
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
}
