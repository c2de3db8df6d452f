package io.gingham.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.agent.status.AgentStatus;
import io.gingham.lab.cases.CaseFiles;
import io.gingham.lab.cases.CaseResult;
import io.gingham.lab.cases.CaseRunner;
import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.cluster.LabPaths;
import io.gingham.lab.demo.Demo;
import io.gingham.lab.fabric.OneRack;
import io.gingham.policy.cases.CaseReader;
import io.gingham.policy.cases.PolicyCase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// One cluster for all tests here: real agents, BIRD, rules and packets, in the private namespaces
/// of this JVM. The demo goes first, since it expects a cluster without pods.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static LabCluster cluster;

    @BeforeAll
    static void raise() throws IOException {
        cluster =
                LabCluster.raise(
                        new LabPaths(ROOT.toAbsolutePath()), OneRack.of(3), System.out::println);
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void theDemoPasses() throws Exception {
        assertTrue(new Demo(cluster, System.out::println).run() > 10);
        cluster.client().pods().inAnyNamespace().withGracePeriod(0).delete();
        for (String namespace : List.of("shop", "guest", "blog")) {
            cluster.client().namespaces().withName(namespace).delete();
        }
        cluster.awaitInForce(LIMIT);
    }

    @Test
    @Order(2)
    void ourOwnCasesPass() throws Exception {
        runCases(Path.of(Objects.requireNonNull(LabTest.class.getResource("/cases")).toURI()));
    }

    @Test
    @Order(3)
    void theCasesOfPublicSuitesPass() throws Exception {
        Path cases =
                Path.of(
                        Objects.requireNonNullElse(
                                System.getenv("GINGHAM_CASES"),
                                ROOT.resolve("../shared/cases").toString()));
        if (!Files.isDirectory(cases)) {
            if (System.getenv("CI") != null) {
                fail(cases + " must be there in CI");
            }
            System.out.println("SKIPPED: " + cases + " is not there; set GINGHAM_CASES");
            abort(cases + " is not there");
        }
        runCases(
                cases.resolve("netpol-recipes"),
                cases.resolve("netpol-e2e"),
                cases.resolve("cyclonus"));
    }

    @Test
    @Order(2)
    void aCaseOfIpv6PodsIsSkippedWithTheReasonUnlessItIsWrong() {
        String text =
                """
                name: six
                namespaces: [{name: p, labels: {}}]
                pods:
                - {ns: p, name: a, ip: "fd00:6::1", labels: {}, ports: []}
                - {ns: p, name: b, ip: "fd00:6::2", labels: {}, ports: []}
                steps:
                - probes: [{from: p/a, to: p/b, proto: TCP, port: 80, verdict: %s}]
                """;
        try (CaseRunner runner = new CaseRunner(cluster)) {
            CaseResult skipped = runner.run(onlyCase(text.formatted("allow")));
            assertEquals(CaseResult.Kind.SKIP, skipped.kind(), skipped.line());
            assertTrue(skipped.line().contains("the lab is IPv4 only, and pod p/a"));
            CaseResult wrong = runner.run(onlyCase(text.formatted("deny")));
            assertEquals(CaseResult.Kind.FAIL, wrong.kind(), wrong.line());
        }
    }

    private static PolicyCase onlyCase(String text) {
        return CaseReader.read("six.yaml", Serialization.unmarshal(text, Map.class)).getFirst();
    }

    private static void runCases(Path... folders) throws IOException {
        List<String> failures = new ArrayList<>();
        int passed = 0;
        try (CaseRunner runner = new CaseRunner(cluster)) {
            for (Path file : caseFiles(folders)) {
                for (PolicyCase policyCase : CaseFiles.read(file)) {
                    CaseResult result = runner.run(policyCase);
                    if (result.kind() == CaseResult.Kind.PASS) {
                        passed++;
                    } else {
                        failures.add(result.line() + "\n" + String.join("\n", result.details()));
                    }
                }
            }
        }
        assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
        assertTrue(passed > 0);
        cluster.awaitInForce(LIMIT);
    }

    private static List<Path> caseFiles(Path... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> file.toString().endsWith(".yaml"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    @Test
    @Order(4)
    void aPolicyThatCannotBeCompiledDeniesItsPodsAndIsReported() {
        GenericKubernetesResource broken =
                Serialization.unmarshal(
                        """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: broken, namespace: nowhere}
                spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/99}}]}]}
                """,
                        GenericKubernetesResource.class);
        cluster.objects().putNamespace("nowhere", Map.of());
        cluster.client().resource(broken).create();
        try {
            cluster.awaitInForce(LIMIT);
            String problems = String.join("\n", status(cluster.nodes().getFirst()).problems());
            assertTrue(
                    problems.contains("nowhere/broken") && problems.contains("ipBlock.cidr"),
                    problems);
        } finally {
            cluster.client().resource(broken).delete();
            cluster.objects().removeNamespace("nowhere");
        }
        cluster.awaitInForce(LIMIT);
        assertTrue(
                status(cluster.nodes().getFirst()).problems().stream()
                        .noneMatch(problem -> problem.contains("nowhere/broken")));
    }

    @Test
    @Order(5)
    void aStrangerThatSendsGarbageDisturbsNoSession() throws Exception {
        LabNode node = cluster.nodes().getFirst();
        long before = establishedSessions(node);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.address().toInetAddress(), 179), 5000);
            OutputStream output = socket.getOutputStream();
            output.write("GET / HTTP/1.0\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
            output.flush();
        } catch (IOException closedByTheSpeaker) {
            // That is what it should do with a stranger.
        }
        assertEquals(before, establishedSessions(node));
        assertEquals(3, before);
    }

    @Test
    @Order(6)
    void aRestartedApiServerIsFoundAgainAndTheKernelStaysAsItWas() throws Exception {
        LabNode node = cluster.nodes().getFirst();
        cluster.stopApiServer();
        Await.until(
                "the agent's notice",
                LIMIT,
                () ->
                        status(node).problems().stream()
                                        .anyMatch(problem -> problem.contains("API server"))
                                ? Optional.empty()
                                : Optional.of("no problem reported"));
        assertEquals(3, establishedSessions(node));
        cluster.startApiServer();
        Await.until(
                "the agent's recovery",
                LIMIT,
                () ->
                        status(node).problems().stream()
                                        .anyMatch(problem -> problem.contains("API server"))
                                ? Optional.of("still says it is away")
                                : Optional.empty());
    }

    private static long establishedSessions(LabNode node) {
        return status(node).peers().stream()
                .filter(peer -> peer.state().equalsIgnoreCase("Established"))
                .count();
    }

    private static AgentStatus status(LabNode node) {
        return node.status()
                .orElseThrow(() -> new AssertionError(node.name() + "'s agent does not answer"));
    }
}
