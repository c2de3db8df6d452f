package io.gingham.policy.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The cases that others wrote, read where they lie.
public final class CaseFiles {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private CaseFiles() {}

    /// Skips the test if there are none, but not in CI.
    public static Path folder() {
        String configured = System.getenv("GINGHAM_CASES");
        Path folder =
                configured != null
                        ? Path.of(configured)
                        : Path.of(System.getenv("GINGHAM_ROOT"), "..", "shared", "cases");
        boolean there = Files.isDirectory(folder);
        if (!there && System.getenv("CI") != null) {
            Assertions.fail("no cases at " + folder + "; set GINGHAM_CASES");
        }
        if (!there) {
            System.out.println("SKIPPED: no cases at " + folder + "; set GINGHAM_CASES");
        }
        Assumptions.assumeTrue(there);
        return folder;
    }

    public static List<Path> files(String... folders) {
        return Stream.of(folders).flatMap(name -> files(folder().resolve(name))).toList();
    }

    public static List<PolicyCase> read(Path file) {
        try {
            return CaseReader.read(
                    file.getFileName().toString(), YAML.readValue(file.toFile(), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<PolicyCase> parse(String yaml) {
        try {
            return CaseReader.read("test", YAML.readValue(yaml, Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
