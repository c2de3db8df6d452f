package io.gingham.agent.bgpd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells when a file has changed, by looking: that also sees one that is replaced behind a symbolic
/// link, as Kubernetes does with a ConfigMap.
final class WatchedFile {

    private final Path file;
    private Stamp known;
    private Stamp seen;

    private record Stamp(long modified, long size, @Nullable Object key) {}

    WatchedFile(Path file) {
        this.file = file;
        this.known = stamp();
        this.seen = known;
    }

    /// True once for each change, when the file was the same twice in a row: whoever writes it is
    /// done.
    boolean hasChanged() {
        Stamp now = stamp();
        boolean settled = now.equals(seen) && !now.equals(known) && now.size() > 0;
        seen = now;
        if (settled) {
            known = now;
        }
        return settled;
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().toMillis(),
                    attributes.size(),
                    Objects.requireNonNullElse(attributes.fileKey(), ""));
        } catch (IOException e) {
            return new Stamp(0, 0, "");
        }
    }
}
