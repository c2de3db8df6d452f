package io.gingham.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folders that were not there before the first agent of this node: an uninstall removes them again
/// if they are empty.
public final class MadeFolders {

    private static final Logger LOG = LoggerFactory.getLogger(MadeFolders.class);

    private final Path stateDir;
    private final Path record;

    public MadeFolders(Path stateDir) {
        this.stateDir = stateDir;
        this.record = stateDir.resolve("folders");
    }

    /// Call it before any of them can come about. Later calls change nothing.
    public void note(List<Path> folders) {
        if (Files.exists(record)) {
            return;
        }
        List<String> absent =
                Stream.concat(folders.stream(), Stream.of(stateDir))
                        .map(folder -> folder.toAbsolutePath().normalize())
                        .filter(Files::notExists)
                        .map(Path::toString)
                        .distinct()
                        .toList();
        try {
            Files.createDirectories(stateDir);
            Files.write(record, absent);
        } catch (IOException e) {
            LOG.warn("{} can't be written for an uninstall: {}", record, e.toString());
        }
    }

    /// In the order in which they were noted.
    List<Path> list() {
        try {
            return Files.exists(record)
                    ? Files.readAllLines(record).stream().map(Path::of).toList()
                    : List.of();
        } catch (IOException e) {
            throw new InstallException(record, record + " can't be read: " + e, e);
        }
    }
}
