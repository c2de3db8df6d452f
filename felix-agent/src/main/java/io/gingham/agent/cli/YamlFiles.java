package io.gingham.agent.cli;

import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that a command line names.
final class YamlFiles {

    private YamlFiles() {}

    /// Files as they are named; of a folder all of `.yaml`, `.yml` and `.json` in it, in order.
    static List<Path> of(List<Path> named) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> inside = Files.walk(path)) {
                    inside.filter(YamlFiles::isManifest).sorted().forEach(files::add);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static boolean isManifest(Path file) {
        return Files.isRegularFile(file)
                && String.valueOf(file.getFileName()).matches(".*\\.(yaml|yml|json)");
    }

    static LoadedCluster cluster(List<Path> named) throws IOException {
        return LoadedCluster.of(manifests(named));
    }

    /// @throws ManifestException if it can't be read, or holds something else than objects
    static List<Manifest> read(Path file) {
        try {
            return ManifestReader.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ManifestException(
                    file.toString(), 0, "can't be read: " + e.getClass().getSimpleName());
        }
    }

    static List<Manifest> manifests(List<Path> named) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (Path file : of(named)) {
            manifests.addAll(read(file));
        }
        return manifests;
    }
}
