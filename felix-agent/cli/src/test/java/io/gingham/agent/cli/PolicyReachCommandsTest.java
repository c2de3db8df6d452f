package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

@Isolated("standard output is the process's")
class PolicyReachCommandsTest {

    private static final String CLUSTER =
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            status: {podIP: 10.244.0.1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db, namespace: shop, labels: {app: db}}
            status: {podIP: 10.244.0.2}
            """;

    private static final String GUARD =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: db, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: db}}
              ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]
            """;

    @TempDir private Path folder;

    private final PrintStream stdout = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Path cluster;
    private Path open;
    private Path guarded;

    @BeforeEach
    void write() throws IOException {
        cluster = Files.writeString(folder.resolve("cluster.yaml"), CLUSTER);
        open = Files.createDirectory(folder.resolve("open"));
        guarded = Files.createDirectory(folder.resolve("guarded"));
        Files.writeString(guarded.resolve("db.yaml"), GUARD);
        Files.writeString(open.resolve("none.yaml"), "# nothing yet\n");
    }

    @AfterEach
    void restore() {
        System.setOut(stdout);
    }

    private int run(Object command, Object... arguments) {
        printed.reset();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).execute(words);
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void diffSaysWhatIsClosedAndItsExitCodeWhatFailsIt() {
        assertEquals(1, run(new PolicyDiffCommand(), open, guarded, "-f", cluster));
        assertEquals(
                """
                shop/web -> shop/db: closes all but TCP 5432
                0.0.0.0/0 -> shop/db: closes all
                2 pairs changed
                """,
                output());
        assertEquals(
                0, run(new PolicyDiffCommand(), open, guarded, "-f", cluster, "--fail-on=opened"));
        assertEquals(
                1, run(new PolicyDiffCommand(), guarded, open, "-f", cluster, "--fail-on=opened"));
        assertEquals(0, run(new PolicyDiffCommand(), guarded, guarded, "-f", cluster));
    }

    @Test
    void whatBothSidesHaveMayBeStandardInput() throws IOException {
        InputStream stdin = System.in;
        System.setIn(Files.newInputStream(cluster));
        try {
            assertEquals(1, run(new PolicyDiffCommand(), open, guarded, "-f", "-"));
        } finally {
            System.setIn(stdin);
        }
        assertTrue(output().endsWith("2 pairs changed\n"), output());
    }

    @Test
    void whatIsWrongWithWhatBothSidesHaveIsSaidOnce() throws IOException {
        Files.writeString(cluster, CLUSTER + "---\n" + GUARD.replace("ports", "prots"));
        PrintStream stderr = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run(new PolicyDiffCommand(), open, open, "-f", cluster);
        } finally {
            System.setErr(stderr);
        }
        assertEquals(
                1,
                said.toString(StandardCharsets.UTF_8).split("prots: unknown").length - 1,
                said.toString(StandardCharsets.UTF_8));
    }

    /// "nobody can reach more or less" would pass in CI, whatever the policies are.
    @Test
    void withoutPodsThereIsNoAnswer() {
        String policies = guarded.toString();
        for (List<String> words :
                List.of(
                        List.of("policy", "diff", open.toString(), policies),
                        List.of("policy", "list", policies),
                        List.of("policy", "exposure", policies))) {
            printed.reset();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertEquals(2, GinghamMain.commandLine().execute(words.toArray(new String[0])));
            assertEquals("", output());
        }
    }

    @Test
    void whatCannotBeReadIsNoAnswer() throws IOException {
        Files.writeString(
                guarded.resolve("wrong.yaml"), GUARD.replace("podSelector: {m", "podSelector: [m"));
        assertEquals(2, run(new PolicyDiffCommand(), open, guarded, "-f", cluster));
        assertEquals(2, run(new PolicyListCommand(), cluster, guarded));
        assertEquals(2, run(new PolicyExposureCommand(), cluster, guarded));
    }

    @Test
    void listPrintsEveryPairInEveryForm() throws IOException {
        assertEquals(0, run(new PolicyListCommand(), cluster, guarded));
        assertTrue(output().contains("shop/web -> shop/db: TCP 5432\n"), output());
        assertEquals(0, run(new PolicyListCommand(), cluster, guarded, "-o", "csv"));
        assertTrue(output().contains("\"shop/web\",\"shop/db\",,\"TCP 5432\"\n"), output());
        assertEquals(0, run(new PolicyListCommand(), cluster, guarded, "-o", "dot"));
        assertTrue(output().contains("\"shop/web\" -> \"shop/db\" [label=\"TCP 5432\"]"), output());
        assertEquals(0, run(new PolicyListCommand(), cluster, guarded, "-o", "json"));
        JsonNode all = new ObjectMapper().readTree(output());
        boolean found = false;
        for (JsonNode one : all) {
            if (one.path("from").asText().equals("shop/web")
                    && one.path("to").asText().equals("shop/db")) {
                assertEquals("5432", one.path("connections").path("tcp").asText());
                found = true;
            }
        }
        assertTrue(found, output());
    }

    @Test
    void exposureSaysWhoIsUnprotected() throws IOException {
        assertEquals(0, run(new PolicyExposureCommand(), cluster, guarded, "-o", "json"));
        JsonNode db = new ObjectMapper().readTree(output()).get(0);
        assertEquals("shop/db", db.path("workload").asText());
        assertEquals(false, db.path("ingress").path("unprotected").asBoolean());
        assertEquals(true, db.path("egress").path("unprotected").asBoolean());
    }
}
