package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bound of the heap: worked out before the daemon's virtual machine starts, said when it has,
/// and looked at again when the configuration changes.
public final class HeapPlan {

    private static final Logger LOG = LoggerFactory.getLogger(HeapPlan.class);

    /// Set where the bound is the one of [#options].
    private static final String WORKED_OUT = "gingham.heap";

    /// More threads than this only cut the small young part into crumbs.
    private static final int MOST_COLLECTING = 4;

    /// The part for what dies young, as in bgp.options; of a small heap, one part in so many.
    private static final int YOUNG_MIB = 24;

    private static final int YOUNG_PART = 6;

    private HeapPlan() {}

    /// For the virtual machine of a daemon with that configuration.
    public static List<String> options(Path file) {
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_COLLECTING);
        String collecting = "-XX:ParallelGCThreads=" + threads;
        Optional<HeapBound> bound = read(file).flatMap(config -> bound(HeapNeed.of(config)));
        return bound.map(HeapBound::octets)
                .map(octets -> options(octets >> 20, collecting))
                .orElse(List.of(collecting));
    }

    private static List<String> options(long mib, String collecting) {
        long young = Math.min(YOUNG_MIB, mib / YOUNG_PART);
        return List.of(
                "-Xmx" + mib + "m",
                "-XX:NewSize=" + young + "m",
                "-XX:MaxNewSize=" + young + "m",
                collecting,
                "-D" + WORKED_OUT + "=worked-out");
    }

    private static Optional<DaemonConfig> read(Path file) {
        try {
            return Optional.of(ConfigReader.read(file));
        } catch (ConfigException | IllegalArgumentException faulty) {
            return Optional.empty();
        }
    }

    private static Optional<HeapBound> bound(HeapNeed need) {
        try {
            return Optional.of(HeapBound.of(MachineMemory.read(Path.of("/")), need));
        } catch (IOException | NumberFormatException e) {
            LOG.warn("how much memory there is can't be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /// Says at the start what the bound is.
    static void say(DaemonConfig config) {
        HeapNeed need = HeapNeed.of(config);
        Optional<HeapBound> bound =
                System.getProperty(WORKED_OUT) == null ? Optional.empty() : bound(need);
        bound.ifPresentOrElse(
                known -> LOG.info("heap: {}", known),
                () ->
                        LOG.info(
                                "heap: at most {}, as the options of its virtual machine say",
                                HeapBound.mib(most())));
        warn(need);
    }

    /// The configuration has changed; the bound can't.
    static void lookAgain(DaemonConfig before, DaemonConfig after) {
        HeapNeed need = HeapNeed.of(after);
        if (need.octets() > HeapNeed.of(before).octets()) {
            warn(need);
        }
    }

    private static void warn(HeapNeed need) {
        if (need.octets() > most()) {
            LOG.warn(
                    "the prefix limits allow {} routes, which may take {}, and the heap may have"
                            + " {}: if they come, the session with the most routes ends; lower the"
                            + " limits, or give the process more memory (and restart it)",
                    need.routes(),
                    HeapBound.mib(need.octets()),
                    HeapBound.mib(most()));
        }
    }

    private static long most() {
        // Without the part that is always kept empty, which is a few MiB.
        return Runtime.getRuntime().maxMemory() + (8 << 20);
    }
}
