package io.gingham.routers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The programs of other makers, where the distribution has them.
public enum RouterProgram {
    BIRD("/usr/sbin/bird", "bird2"),
    FRR("/usr/lib/frr/bgpd", "frr"),
    GOBGP("/usr/bin/gobgpd", "gobgpd"),
    EXABGP("/usr/sbin/exabgp", "exabgp");

    private final Path path;
    private final String debianPackage;

    RouterProgram(String path, String debianPackage) {
        this.path = Path.of(path);
        this.debianPackage = debianPackage;
    }

    public Path path() {
        return path;
    }

    /// What to do about it if it is not there; else empty.
    public String missing() {
        return Files.isExecutable(path) ? "" : "there is no " + path + "; install " + debianPackage;
    }

    /// For tests: why they are to be skipped, which is printed; absent if the program is there.
    ///
    /// @throws AssertionError in CI, where nothing is skipped
    public Optional<String> skipReason() {
        String missing = missing();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing + "; in CI nothing is skipped");
        }
        System.out.println("SKIPPED: " + missing + " to test against it");
        return Optional.of(missing);
    }
}
