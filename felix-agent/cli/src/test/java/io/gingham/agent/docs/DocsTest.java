package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.agent.cli.GinghamMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DocsTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
    private static final Path COVERAGE = ROOT.resolve("docs/spec-coverage.md");
    private static final Path CLI = ROOT.resolve("docs/reference/cli.md");
    private static final Path CNI = ROOT.resolve("docs/reference/cni.md");
    private static final Path CUSTOM_RESOURCES = ROOT.resolve("docs/reference/custom-resources.md");
    private static final Path POLICIES = ROOT.resolve("docs/reference/policy.md");
    private static final Path DEFINITIONS = ROOT.resolve("crds/src/main/resources/crds");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");

    /// A row of the coverage table: the names in its third and fourth column.
    private record Row(String line, List<String> classes, List<String> tests) {}

    @Test
    void everyClassInTheCoverageTableExists() throws IOException {
        Map<String, String> sources = sources("/src/main/");
        List<String> missing = new ArrayList<>();
        for (Row row : rows(Files.readString(COVERAGE))) {
            row.classes().stream().filter(name -> !sources.containsKey(name)).forEach(missing::add);
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyTestInTheCoverageTableExists() throws IOException {
        assertEquals(
                List.of(), missingTests(rows(Files.readString(COVERAGE)), sources("/src/test/")));
    }

    @Test
    void everyRowOfTheCoverageTableNamesAClassAndATest() throws IOException {
        List<Row> rows = rows(Files.readString(COVERAGE));
        assertTrue(rows.size() > 50, "only " + rows.size() + " rows were read");
        for (Row row : rows) {
            assertFalse(row.classes().isEmpty() || row.tests().isEmpty(), row.line());
        }
    }

    @Test
    void everyOptionAndCommandIsInTheReference() throws IOException {
        Set<String> names = new TreeSet<>();
        collect(new CommandLine(GinghamMain.class), "", names);
        assertTrue(names.containsAll(Set.of("--node-name", "--socket", "bgp routes")), "" + names);
        assertEquals(List.of(), absent(names, Files.readString(CLI)));
    }

    /// The lab can't be asked from here, but its sources can be read.
    @Test
    void everyOptionOfTheLabIsInTheReference() throws IOException {
        Set<String> names = new TreeSet<>();
        Pattern option = Pattern.compile("names = \"(--?[a-z-]+)\"");
        Pattern command = Pattern.compile("@Command\\(\\s*name = \"([a-z]+)\"");
        sources("deploy/lab/src/main/")
                .values()
                .forEach(
                        text -> {
                            matches(option, text).forEach(names::add);
                            matches(command, text).forEach(names::add);
                        });
        assertTrue(names.containsAll(Set.of("--port", "-f", "demo")), "" + names);
        assertEquals(List.of(), absent(names, Files.readString(CLI)));
    }

    @Test
    void everyEnvironmentVariableIsInTheReference() throws IOException {
        Set<String> names = new TreeSet<>();
        Pattern variable = Pattern.compile("(?:\\$\\{env:|getenv\\(\")([A-Z_]+)");
        sources("/src/main/").values().forEach(t -> matches(variable, t).forEach(names::add));
        assertTrue(names.containsAll(Set.of("NODENAME", "GINGHAM_TRACE")), "" + names);
        assertEquals(List.of(), absent(names, Files.readString(CLI) + Files.readString(CNI)));
    }

    @Test
    void everyFieldOfTheCustomResourcesIsInTheReference() throws IOException {
        Map<String, String> sections = sections(Files.readString(CUSTOM_RESOURCES));
        sections.putAll(sections(Files.readString(POLICIES)));
        List<String> missing = new ArrayList<>();
        for (Path file : files(DEFINITIONS, ".yml")) {
            CustomResourceDefinition definition =
                    Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
            String kind = definition.getSpec().getNames().getKind();
            JSONSchemaProps spec = spec(definition);
            assertFalse(fields(spec).isEmpty(), kind);
            undocumented(fields(spec), sections.getOrDefault(kind, ""))
                    .forEach(field -> missing.add(kind + "." + field));
        }
        assertEquals(List.of(), missing);
    }

    /// The table says `source` for both ends.
    @Test
    void everyFieldOfARuleIsInTheReference() throws IOException {
        JSONSchemaProps spec =
                spec(
                        Serialization.unmarshal(
                                Files.readString(
                                        DEFINITIONS.resolve(
                                                "networkpolicies.projectcalico.org-v1.yml")),
                                CustomResourceDefinition.class));
        List<String> fields =
                fields(
                                Objects.requireNonNull(spec.getProperties().get("ingress"))
                                        .getItems()
                                        .getSchema())
                        .stream()
                        .filter(field -> !field.startsWith("destination."))
                        .toList();
        assertTrue(fields.containsAll(List.of("icmp.code", "source.services.name")), "" + fields);
        String section = sections(Files.readString(POLICIES)).getOrDefault("Rules", "");
        assertEquals(List.of(), undocumented(fields, section));
    }

    /// Those that don't stand in the first column of a row.
    private static List<String> undocumented(List<String> fields, String section) {
        Pattern firstColumn = Pattern.compile("(?m)^\\| ([^|]+) \\|");
        String named = String.join(" ", matches(firstColumn, section));
        return fields.stream().filter(field -> !named.contains("`" + field + "`")).toList();
    }

    /// What people write; of a kind that only agents write, what these do.
    private static JSONSchemaProps spec(CustomResourceDefinition definition) {
        Map<String, JSONSchemaProps> parts =
                definition
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getProperties();
        JSONSchemaProps spec = Objects.requireNonNull(parts.get("spec"));
        return spec.getProperties() == null || spec.getProperties().isEmpty()
                ? Objects.requireNonNull(parts.get("status"))
                : spec;
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<Path> documents = files(ROOT.resolve("docs"), ".md");
        documents.add(ROOT.resolve("README.md"));
        documents.add(ROOT.resolve("CONTRIBUTING.md"));
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            broken.addAll(brokenLinks(document, Files.readString(document)));
        }
        assertEquals(List.of(), broken);
    }

    /// A check that can't fail checks nothing.
    @Test
    void whatIsMissingIsFound() {
        Map<String, String> tests = Map.of("AlphaTest", "void known() {}");
        String table = "| 1 | x | `Alpha` | `AlphaTest#known` `AlphaTest#gone` `BetaTest#known` |";
        assertEquals(List.of("AlphaTest#gone", "BetaTest#known"), missingTests(rows(table), tests));
        assertEquals(List.of("Alpha"), rows(table).getFirst().classes());
        assertEquals(List.of("--gone"), absent(Set.of("--gone", "--here"), "`--here` `--gone-by`"));
        assertEquals(
                List.of("README.md: docs/none.md"),
                brokenLinks(
                        ROOT.resolve("README.md"), "[a](docs/none.md#b) [c](https://example.org)"));
    }

    private static List<String> missingTests(List<Row> rows, Map<String, String> sources) {
        List<String> missing = new ArrayList<>();
        for (Row row : rows) {
            for (String test : row.tests()) {
                String[] parts = test.split("#", -1);
                String source = sources.getOrDefault(parts[0], "");
                boolean there =
                        parts.length == 2
                                && Pattern.compile("\\b" + Pattern.quote(parts[1]) + "\\(")
                                        .matcher(source)
                                        .find();
                if (!there) {
                    missing.add(test);
                }
            }
        }
        return missing;
    }

    private static List<Row> rows(String markdown) {
        List<Row> rows = new ArrayList<>();
        for (String line : markdown.lines().toList()) {
            String[] cells = line.split("\\|", -1);
            boolean heading = line.startsWith("|---") || line.endsWith("| class | test |");
            if (line.startsWith("|") && !heading) {
                assertEquals(6, cells.length, "four columns expected: " + line);
                rows.add(new Row(line, matches(CODE, cells[3]), matches(CODE, cells[4])));
            }
        }
        return rows;
    }

    private static void collect(CommandLine command, String path, Set<String> names) {
        command.getCommandSpec()
                .options()
                .forEach(option -> names.addAll(Arrays.asList(option.names())));
        command.getSubcommands()
                .forEach(
                        (name, subcommand) -> {
                            names.add((path + " " + name).strip());
                            collect(subcommand, path + " " + name, names);
                        });
    }

    /// The names that don't stand in the text as words of their own.
    private static List<String> absent(Set<String> names, String text) {
        return names.stream()
                .filter(
                        name ->
                                !Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])")
                                        .matcher(text)
                                        .find())
                .sorted()
                .toList();
    }

    private static List<String> fields(JSONSchemaProps schema) {
        List<String> fields = new ArrayList<>();
        if (schema.getProperties() != null) {
            schema.getProperties()
                    .forEach(
                            (name, field) -> {
                                fields.add(name);
                                fields(field).forEach(inner -> fields.add(name + "." + inner));
                            });
        }
        return fields;
    }

    /// By heading of the second level.
    private static Map<String, String> sections(String markdown) {
        Map<String, String> sections = new HashMap<>();
        for (String section : markdown.split("(?m)^## ", -1)) {
            sections.put(section.lines().findFirst().orElse("").strip(), section);
        }
        return sections;
    }

    private static List<String> brokenLinks(Path document, String text) {
        return matches(LINK, text).stream()
                .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
                .filter(target -> !Files.exists(document.resolveSibling(target)))
                .map(target -> document.getFileName() + ": " + target)
                .toList();
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    }

    /// Text of the source files whose path has that part; by class, or by file name if it isn't
    /// Java.
    private static Map<String, String> sources(String part) throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module :
                List.of(
                        "crds",
                        "netlink",
                        "policy",
                        "bgp-speaker",
                        "cni",
                        "felix-agent",
                        "deploy")) {
            for (String suffix : List.of(".java", ".c")) {
                for (Path file : files(ROOT.resolve(module), suffix)) {
                    if (file.toString().contains(part)) {
                        String name = file.getFileName().toString().replace(".java", "");
                        sources.merge(name, Files.readString(file), String::concat);
                    }
                }
            }
        }
        return sources;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return new ArrayList<>(
                    all.filter(file -> file.toString().endsWith(suffix))
                            .filter(file -> !file.toString().contains("/target/"))
                            .sorted()
                            .toList());
        }
    }
}
