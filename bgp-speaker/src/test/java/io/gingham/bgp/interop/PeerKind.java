package io.gingham.bgp.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import io.gingham.routers.RouterProgram;
import java.nio.file.Path;
import java.util.function.BiFunction;

/// The foreign speakers, as the distribution has them.
enum PeerKind {
    BIRD(RouterProgram.BIRD, BirdPeer::new),
    FRR(RouterProgram.FRR, FrrPeer::new),
    GOBGP(RouterProgram.GOBGP, GoBgpPeer::new);

    private final RouterProgram program;
    private final BiFunction<PeerNetwork.Place, Path, PeerDaemon> maker;

    PeerKind(RouterProgram program, BiFunction<PeerNetwork.Place, Path, PeerDaemon> maker) {
        this.program = program;
        this.maker = maker;
    }

    PeerDaemon at(PeerNetwork.Place place, Path folder) {
        return maker.apply(place, folder);
    }

    /// Skips the test, and says so, where the speaker is not installed; in CI that is a failure.
    void needed() {
        needed(program);
    }

    static void needed(RouterProgram program) {
        String missing = program.missing();
        if (missing.isEmpty()) {
            return;
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing + "; in CI nothing is skipped");
        }
        System.out.println("SKIPPED: " + missing + " to test with it");
        abort(missing);
    }
}
