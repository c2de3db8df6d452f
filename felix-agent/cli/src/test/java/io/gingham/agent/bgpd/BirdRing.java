package io.gingham.agent.bgpd;

import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/// A segment 10.9.0.0/24 in this JVM's own network namespace, where we are 10.9.0.1, and BIRDs on
/// it in namespaces of their own. BIRD number N is 10.9.0.N, AS 64999 + N, and tells 192.0.N.0/24.
final class BirdRing implements AutoCloseable {

    private final Path folder;
    private final Segment segment;
    private final Map<Integer, Bird> birds = new TreeMap<>();

    BirdRing(Path folder) {
        this.folder = folder;
        segment = new Segment("ring", "10.9.0.1/24");
    }

    /// Skips the test, and says so, where there is no BIRD; in CI that is a failure.
    static void needed() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    void start(int number) {
        String netns = "bird" + number;
        Netns place = segment.join(netns, "10.9.0." + number + "/24");
        Bird bird = new Bird(place, folder.resolve(netns));
        birds.put(number, bird);
        bird.start(
                bird.head("10.9.0." + number)
                        + """
                        protocol static { ipv4; route 192.0.%1$d.0/24 blackhole; }
                        protocol bgp gingham {
                          debug { events };
                          local 10.9.0.%1$d as %2$d; neighbor 10.9.0.1 as 65000;
                          ipv4 { import all; export all; };
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                        }
                        """
                                .formatted(number, 64_999 + number));
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
        return bird(number).process().log();
    }

    private String birdc(int number, String... command) {
        return bird(number).ask(command);
    }

    private Bird bird(int number) {
        return Objects.requireNonNull(birds.get(number));
    }

    static String run(String... command) {
        return Netns.OWN.run(command);
    }

    @Override
    public void close() {
        birds.values().forEach(Bird::close);
        segment.close();
    }
}
