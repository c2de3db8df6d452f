package io.gingham.routers;

import java.nio.file.Files;
import java.nio.file.Path;

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
}
