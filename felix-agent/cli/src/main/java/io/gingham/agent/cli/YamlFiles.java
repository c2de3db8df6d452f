package io.gingham.agent.cli;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestException;
import io.gingham.policy.manifest.ManifestReader;
import io.gingham.value.FailureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that a command line names: a file, a folder, `-` for standard input.
public final class YamlFiles {

    private static final Path STDIN = Path.of("-");

    private YamlFiles() {}

    /// What the files hold.
    ///
    /// @param faults documents, or whole files, that can't be read: they hide nothing of the others
    /// @param isFileMissing whether a whole file is among them
    record Loaded(List<Manifest> manifests, List<ManifestException> faults, boolean isFileMissing) {
        Loaded {
            manifests = List.copyOf(manifests);
            faults = List.copyOf(faults);
        }

        /// Both, the other after this: what is there twice is the other's.
        Loaded and(Loaded other) {
            List<Manifest> all = new ArrayList<>(manifests);
            all.addAll(other.manifests);
            List<ManifestException> allFaults = new ArrayList<>(faults);
            allFaults.addAll(other.faults);
            return new Loaded(all, allFaults, isFileMissing || other.isFileMissing);
        }

        /// With a finding for each fault.
        LoadedCluster cluster() {
            LoadedCluster cluster = LoadedCluster.of(manifests);
            List<Finding> findings =
                    new ArrayList<>(faults.stream().map(Finding::unreadable).toList());
            findings.addAll(cluster.findings());
            return cluster.withFindings(findings);
        }

        /// @throws ManifestException the first fault
        List<Manifest> orThrow() {
            if (!faults.isEmpty()) {
                throw faults.getFirst();
            }
            return manifests;
        }
    }

    /// Files as they are named; of a folder all of `.yaml`, `.yml` and `.json` in it, in order.
    public static List<Path> of(List<Path> named) throws IOException {
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

    static Loaded load(List<Path> named) throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        List<ManifestException> faults = new ArrayList<>();
        boolean missing = false;
        for (Path file : of(named)) {
            try {
                ManifestReader.Contents contents = ManifestReader.contents(name(file), text(file));
                manifests.addAll(contents.manifests());
                faults.addAll(contents.faults());
            } catch (ManifestException e) {
                faults.add(e);
                missing = true;
            }
        }
        return new Loaded(manifests, faults, missing);
    }

    /// @throws ManifestException if it can't be read, or holds something else than objects
    static List<Manifest> read(Path file) {
        return ManifestReader.read(name(file), text(file));
    }

    /// For messages.
    static String name(Path file) {
        return file.equals(STDIN) ? "standard input" : file.toString();
    }

    static String text(Path file) {
        try {
            return file.equals(STDIN)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new ManifestException(name(file), 0, "can't be read: " + FailureText.of(e));
        }
    }
}
