package io.gingham.bgp.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The byte vectors of public projects that stand beside the repository.
final class Cases {

    private Cases() {}

    /// Empty, and said so, if they are not there; but never in CI.
    static List<JsonNode> load(String name) {
        Path file = folder().resolve("bgp").resolve(name);
        if (!Files.exists(file)) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(file + " is missing; in CI nothing is skipped");
            }
            System.out.println("SKIPPED: " + file + " is not there (set GINGHAM_CASES)");
            return List.of();
        }
        try {
            List<JsonNode> cases = new ArrayList<>();
            new YAMLMapper().readTree(file.toFile()).get("cases").forEach(cases::add);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String folder = System.getenv("GINGHAM_CASES");
        if (folder != null) {
            return Path.of(folder);
        }
        String root = System.getenv("GINGHAM_ROOT");
        return Path.of(root == null ? "." : root, "../shared/cases").normalize();
    }
}
