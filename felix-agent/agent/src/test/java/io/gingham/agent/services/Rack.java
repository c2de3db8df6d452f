package io.gingham.agent.services;

import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// A rack in private namespaces: this JVM is the node 10.9.0.1, AS 64512; BIRD number N is 10.9.0.N
/// (and fd09::N), of the AS that the test says.
final class Rack implements AutoCloseable {

    private final Path folder;
    private final Segment segment;
    private final TreeMap<Integer, Bird> birds = new TreeMap<>();

    Rack(Path folder) {
        this.folder = folder;
        segment = new Segment("rack", "10.9.0.1/24", "fd09::1/64");
    }

    /// Skips the test, and says so, where there is no BIRD; in CI that is a failure.
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    /// @param routes that it announces
    void start(int number, long as, List<String> routes) {
        String netns = "bird" + number;
        Netns place = segment.join(netns, "10.9.0." + number + "/24", "fd09::" + number + "/64");
        Bird bird = new Bird(place, folder.resolve(netns));
        birds.put(number, bird);
        StringBuilder statics = new StringBuilder();
        routes.forEach(route -> statics.append("route ").append(route).append(" blackhole; "));
        bird.start(
                bird.head("10.9.0." + number)
                        + """
                        protocol direct { ipv4; ipv6; }
                        protocol static { ipv4; %s }
                        protocol bgp gingham {
                          local 10.9.0.%d as %d; neighbor 10.9.0.1 as 64512; direct;
                          ipv4 { import filter { if (65535, 0) ~ bgp_community then bgp_local_pref = 0; accept; }; export where source = RTS_STATIC; next hop self; };
                          ipv6 { import all; export none; };
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                        }
                        """
                                .formatted(statics, number, as));
    }

    /// All that BIRD knows of its best route to a prefix from us; empty if it has none.
    String route(int number, String prefix) {
        String shown = ask(number, "show", "route", "all", prefix, "protocol", "gingham");
        return shown.contains("BGP.origin") ? shown : "";
    }

    /// How many IPv4 updates, and withdrawals, BIRD has had from us.
    int heard(int number, String which) {
        Matcher line =
                Pattern.compile("Import " + which + ": +(\\d+)")
                        .matcher(ask(number, "show", "protocols", "all", "gingham"));
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    private String ask(int number, String... command) {
        return Objects.requireNonNull(birds.get(number)).ask(command);
    }

    @Override
    public void close() {
        birds.values().forEach(Bird::close);
        segment.close();
    }
}
