package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PolicyTestCommandTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));

    private static final String PODS =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, ports: [{containerPort: 80, name: http}]}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: client, namespace: guest}
            """;

    private static final String POLICY =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: shop}
            spec: {podSelector: {}}
            """;

    @TempDir private Path folder;

    private record Ended(int code, String said) {}

    @BeforeEach
    void writeTheDeployedFiles() throws Exception {
        write("deployed/pods.yaml", PODS);
        write("deployed/policy.yaml", POLICY);
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String caseOf(String more, String verdict) {
        return more
                + """
                name: guests & <others>
                steps:
                - probes:
                  - {from: guest/client, to: shop/web, proto: TCP, port: 80, verdict: %s}
                """
                        .formatted(verdict);
    }

    private static Ended run(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int code = GinghamMain.commandLine().execute(arguments);
            return new Ended(code, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void deployedFilesAreMeantFromTheCaseFilesFolder() throws Exception {
        Path cases = write("cases/a.yaml", caseOf("files: [../deployed]\n", "deny"));
        Ended ended = run("policy", "test", "-v", cases.toString());
        assertEquals(0, ended.code(), ended.said());
        assertTrue(ended.said().endsWith("1 passed, 0 failed, 0 skipped\n"), ended.said());
    }

    @Test
    void theOptionGivesThemForAllCases() throws Exception {
        Path cases = write("cases/a.yaml", caseOf("", "deny"));
        String pods = folder.resolve("deployed/pods.yaml").toString();
        String policy = folder.resolve("deployed/policy.yaml").toString();
        assertEquals(0, run("policy", "test", cases.toString(), "-f", pods, "-f", policy).code());
        Ended open = run("policy", "test", cases.toString(), "-f", pods);
        assertEquals(1, open.code());
        assertTrue(open.said().contains("expected deny, got allow"), open.said());
    }

    @Test
    void theCasesOwnPodsAndPoliciesComeBesideThem() throws Exception {
        Path cases =
                write(
                        "cases/a.yaml",
                        """
                        name: opened
                        files: ../deployed
                        pods:
                        - {ns: guest, name: other, ip: 10.0.0.7, labels: {app: other}, ports: []}
                        - {name: internet, external: true, ip: 203.0.113.10}
                        steps:
                        - probes:
                          - {from: guest/other, to: shop/web, proto: TCP, port: 80, verdict: deny}
                        - apply:
                          - apiVersion: networking.k8s.io/v1
                            kind: NetworkPolicy
                            metadata: {name: open, namespace: shop}
                            spec:
                              podSelector: {matchLabels: {app: web}}
                              ingress:
                              - from:
                                - namespaceSelector: {}
                                  podSelector: {matchLabels: {app: other}}
                                ports: [{port: http}]
                          probes:
                          - {from: guest/other, to: shop/web, proto: TCP, port: 80, verdict: allow}
                          - {from: guest/client, to: shop/web, proto: TCP, port: 80, verdict: deny}
                          - {from: internet, to: shop/web, proto: TCP, port: 80, verdict: deny}
                        - delete:
                          - {kind: NetworkPolicy, namespace: shop, name: closed}
                          - {kind: NetworkPolicy, namespace: shop, name: open}
                          probes:
                          - {from: guest/client, to: shop/web, proto: TCP, port: 80, verdict: allow}
                        """);
        Ended ended = run("policy", "test", cases.toString());
        assertEquals(0, ended.code(), ended.said());
    }

    @Test
    void aDeployedFileThatIsMissingOrUnreadableIsNamed() throws Exception {
        Path cases = write("cases/a.yaml", caseOf("files: [gone.yaml]\n", "deny"));
        Ended missing = run("policy", "test", cases.toString());
        assertEquals(2, missing.code(), missing.said());
        assertTrue(missing.said().contains("cases/gone.yaml"), missing.said());
        write("cases/gone.yaml", "a: [");
        assertEquals(2, run("policy", "test", cases.toString()).code());
    }

    @Test
    void jUnitsXmlHasEachCaseAndItsReason() throws Exception {
        write("cases/a.yaml", caseOf("files: [../deployed]\n", "deny"));
        write("cases/b.yaml", caseOf("files: [../deployed]\n", "allow"));
        write(
                "cases/c.yaml",
                """
                name: unknown
                namespaces: [{name: shop}]
                steps:
                - apply:
                  - {apiVersion: example.org/v1, kind: Odd, metadata: {name: x}}
                """);
        Ended ended = run("policy", "test", "-o", "junit", folder.resolve("cases").toString());
        assertEquals(1, ended.code(), ended.said());
        Document xml =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                new ByteArrayInputStream(
                                        ended.said().getBytes(StandardCharsets.UTF_8)));
        Element all = xml.getDocumentElement();
        assertEquals(
                "3 1 1",
                all.getAttribute("tests")
                        + " "
                        + all.getAttribute("failures")
                        + " "
                        + all.getAttribute("skipped"));
        assertEquals(3, xml.getElementsByTagName("testsuite").getLength());
        Element first = (Element) xml.getElementsByTagName("testcase").item(0);
        assertEquals("guests & <others>", first.getAttribute("name"));
        Element failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertTrue(failure.getAttribute("message").contains("expected allow, got deny"));
        assertTrue(failure.getTextContent().contains("NetworkPolicy shop/closed"));
        assertEquals(1, xml.getElementsByTagName("skipped").getLength());
    }

    @Test
    void theExampleOfDeployedFilesPasses() {
        Ended ended = run("policy", "test", ROOT.resolve("docs/examples/shop-cases").toString());
        assertEquals(0, ended.code(), ended.said());
        assertTrue(ended.said().endsWith("2 passed, 0 failed, 0 skipped\n"), ended.said());
    }
}
