package io.gingham.cni.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The public CNI cases, which live beside the repository: in the folder GINGHAM_CASES, by default
/// `../shared/cases`. Absent ones skip a test, but fail it in CI.
public final class Cases {

    private Cases() {}

    public static JsonNode read(String file) throws IOException {
        String given = System.getenv("GINGHAM_CASES");
        Path folder =
                given != null
                        ? Path.of(given)
                        : Path.of(String.valueOf(System.getenv("GINGHAM_ROOT")), "../shared/cases");
        Path path = folder.resolve("cni").resolve(file);
        if (!Files.exists(path) && System.getenv("CI") == null) {
            System.out.println("SKIP: no case file " + path);
            Assumptions.abort("no case file " + path);
        }
        return new JsonMapper().readTree(path.toFile());
    }

    public static void skipped(String id, String reason) {
        System.out.println("SKIP " + id + ": " + reason);
    }
}
