package io.gingham.bgp.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/// The foreign speakers, as the distribution has them.
enum PeerKind {
    BIRD("/usr/sbin/bird", "bird2", Bird::new),
    FRR("/usr/lib/frr/bgpd", "frr", Frr::new),
    GOBGP("/usr/bin/gobgpd", "gobgpd", GoBgp::new);

    private final Path program;
    private final String debianPackage;
    private final BiFunction<PeerNetwork.Place, Path, PeerDaemon> maker;

    PeerKind(
            String program,
            String debianPackage,
            BiFunction<PeerNetwork.Place, Path, PeerDaemon> maker) {
        this.program = Path.of(program);
        this.debianPackage = debianPackage;
        this.maker = maker;
    }

    PeerDaemon at(PeerNetwork.Place place, Path folder) {
        return maker.apply(place, folder);
    }

    /// Skips the test, and says so, where the speaker is not installed; in CI that is a failure.
    void needed() {
        needed(program, debianPackage);
    }

    static void needed(Path program, String debianPackage) {
        if (Files.isExecutable(program)) {
            return;
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError(program + " is missing; in CI nothing is skipped");
        }
        System.out.println(
                "SKIPPED: no " + program + " here; install " + debianPackage + " to test with it");
        abort("no " + program);
    }
}
