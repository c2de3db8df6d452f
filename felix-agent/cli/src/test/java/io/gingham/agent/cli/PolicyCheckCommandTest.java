package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

@Isolated("standard output is the process's")
class PolicyCheckCommandTest {

    private static final String SOUND =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: sound, namespace: shop}
            spec: {podSelector: {}}
            """;

    private static final String WRONG = SOUND.replace("podSelector: {}", "podSelector: [a]");
    private static final String DOUBTFUL =
            SOUND.replace(
                    "podSelector: {}", "podSelector: {}, policyTypes: [Ingress], egress: [{}]");

    @TempDir private Path folder;

    private final PrintStream stdout = System.out;
    private final InputStream stdin = System.in;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setOut(stdout);
        System.setIn(stdin);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int check(Object... arguments) {
        printed.reset();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return new CommandLine(new PolicyCheckCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(words);
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theExitCodeSaysWhetherThereIsAnError() throws IOException {
        assertEquals(0, check(file("a.yaml", SOUND)));
        assertEquals(1, check(file("b.yaml", WRONG)));
        Path doubtful = file("c.yaml", DOUBTFUL);
        assertEquals(0, check(doubtful));
        assertEquals(1, check("--strict", doubtful));
    }

    @Test
    void oneFileThatCannotBeReadHidesNothingOfTheOthers() throws IOException {
        Path bad = file("bad.yaml", "kind: [\n---\n" + DOUBTFUL);
        Path wrong = file("wrong.yaml", WRONG);
        assertEquals(1, check(bad, "-f", wrong));
        assertTrue(output().contains("bad.yaml:2: error: not YAML"), output());
        assertTrue(output().contains("have no effect"), output());
        assertTrue(output().contains("wrong.yaml"), output());
        assertEquals(2, check(folder.resolve("absent.yaml"), wrong));
        assertTrue(output().contains("can't be read: there is no file or folder"), output());
        assertTrue(output().contains("wrong.yaml"), output());
        assertTrue(!output().contains("Exception"), output());
    }

    @Test
    void strictFailsOnAKindThatWasNotLookedAtButForThoseOfKubernetes() throws IOException {
        Path config = file("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
        assertEquals(0, check("--strict", config));
        assertTrue(output().contains("not looked at: ConfigMap of v1"), output());
        Path other =
                file("b.yaml", "apiVersion: example.org/v1\nkind: Gate\nmetadata: {name: c}\n");
        assertEquals(0, check(other));
        assertEquals(1, check("--strict", other));
    }

    @Test
    void readsStandardInput() {
        System.setIn(new ByteArrayInputStream(WRONG.getBytes(StandardCharsets.UTF_8)));
        assertEquals(1, check("-f", "-"));
        assertTrue(output().startsWith("standard input:4: error: "), output());
    }

    @Test
    void withoutAFileTheUsageIsWrong() {
        assertEquals(2, check());
    }

    @Test
    void printsSarif() throws IOException {
        check("-o", "sarif", file("wrong.yaml", WRONG));
        JsonNode run = new ObjectMapper().readTree(output()).path("runs").get(0);
        JsonNode result = run.path("results").get(0);
        assertEquals("not-understood", result.path("ruleId").asText());
        assertEquals("error", result.path("level").asText());
        JsonNode place = result.path("locations").get(0).path("physicalLocation");
        assertTrue(place.path("artifactLocation").path("uri").asText().endsWith("wrong.yaml"));
        assertEquals(4, place.path("region").path("startLine").asInt());
        assertEquals(
                "not-understood",
                run.path("tool").path("driver").path("rules").get(0).path("id").asText());
    }

    @Test
    void printsAnnotationsOfAWorkflow() throws IOException {
        check("-o", "github", file("wrong.yaml", WRONG));
        assertTrue(
                output().matches(
                                "(?s)::error file=.*wrong\\.yaml,line=4,title=not-understood::Net.*"),
                output());
    }
}
