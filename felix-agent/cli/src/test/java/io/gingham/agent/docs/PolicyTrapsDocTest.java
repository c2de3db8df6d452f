package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the table of traps against the tests it names.
class PolicyTrapsDocTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
    private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern CASE = Pattern.compile("`([\\w-]+\\.(?:sh|yaml)): ([^`]+)`");

    @Test
    void everyTrapHasItsRow() throws IOException {
        assertEquals(
                IntStream.rangeClosed(1, 58).mapToObj(number -> "T" + number).toList(),
                rows().stream().map(row -> row.split("\\|", -1)[1].strip()).toList());
    }

    @Test
    void everyTestNamedExists() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        String document = Files.readString(document());
        METHOD.matcher(document)
                .results()
                .filter(found -> !isThere(sources, found.group(1) + ".java", found.group(2) + "("))
                .map(MatchResult::group)
                .forEach(missing::add);
        CASE.matcher(document)
                .results()
                .filter(found -> !isThere(sources, found.group(1), found.group(2)))
                .map(MatchResult::group)
                .forEach(missing::add);
        assertEquals(List.of(), missing);
    }

    @Test
    void aRowWithoutATestSaysWhy() throws IOException {
        for (String row : rows()) {
            boolean tested = METHOD.matcher(row).find() || CASE.matcher(row).find();
            assertTrue(tested || row.contains("no test: "), row);
        }
    }

    private static boolean isThere(Map<String, String> sources, String file, String text) {
        return sources.getOrDefault(file, "").contains(text);
    }

    private static Path document() {
        return ROOT.resolve("docs/reference/policy-traps.md");
    }

    private static List<String> rows() throws IOException {
        return Files.readString(document()).lines().filter(line -> line.startsWith("| T")).toList();
    }

    /// Tests by file name.
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("crds", "netlink", "policy", "cni", "felix-agent", "deploy")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(module))) {
                for (Path file : all.filter(PolicyTrapsDocTest::isTest).toList()) {
                    sources.merge(
                            String.valueOf(file.getFileName()),
                            Files.readString(file),
                            String::concat);
                }
            }
        }
        return sources;
    }

    private static boolean isTest(Path file) {
        String path = file.toString();
        return !path.contains("/target/")
                && (path.contains("/src/test/") || path.contains("/kubernetes-test/checks/"))
                && path.matches(".*\\.(java|sh|yaml)");
    }
}
