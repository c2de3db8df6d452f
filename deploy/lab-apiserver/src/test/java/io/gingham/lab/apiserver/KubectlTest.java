package io.gingham.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real `kubectl`, of whatever version there is from 1.20 on: `KUBE_BIN`'s, or the `PATH`'s.
class KubectlTest {

    private static final int LIMIT_SECONDS = 60;

    @TempDir private Path folder;
    private TestServer server;
    private Path kubectl;

    private record Ended(int code, String said) {}

    @BeforeEach
    void start() throws Exception {
        kubectl = find();
        server = new TestServer(folder);
        Files.writeString(
                folder.resolve("kubeconfig"),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: lab, cluster: {server: "%s"}}]
                contexts: [{name: lab, context: {cluster: lab, user: lab}}]
                users: [{name: lab, user: {}}]
                current-context: lab
                """
                        .formatted(server.url()));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Path find() {
        String folders =
                Objects.requireNonNullElse(System.getenv("KUBE_BIN"), "")
                        + ":"
                        + System.getenv("PATH");
        return Arrays.stream(folders.split(":", -1))
                .filter(name -> !name.isEmpty())
                .map(name -> Path.of(name, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(
                        () -> {
                            if (System.getenv("CI") != null) {
                                fail("kubectl must be there in CI");
                            }
                            System.out.println("SKIPPED: there is no kubectl");
                            return abort("there is no kubectl");
                        });
    }

    private Ended kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(kubectl.toString()));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .directory(folder.toFile());
        builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
        builder.environment().put("HOME", folder.resolve("home").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> command.toString());
        return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
    }

    private String done(String... arguments) throws IOException, InterruptedException {
        Ended ended = kubectl(arguments);
        assertEquals(0, ended.code(), ended.said());
        return ended.said();
    }

    private String refused(String... arguments) throws IOException, InterruptedException {
        Ended ended = kubectl(arguments);
        assertEquals(1, ended.code(), ended.said());
        return ended.said();
    }

    private void assertHas(String text, String... parts) {
        Stream.of(parts).forEach(part -> assertTrue(text.contains(part), text));
    }

    private String file(String content) throws IOException {
        Files.writeString(folder.resolve("m.yaml"), content);
        return "m.yaml";
    }

    @Test
    void itSeesWhatThereIs() throws Exception {
        assertHas(done("api-versions"), "projectcalico.org/v3", "apps/v1");
        assertHas(done("api-resources"), "netpol", "globalnetworkpolicies");
        assertHas(done("get", "ns"), "NAME", "STATUS", "kube-system", "Active");
        assertHas(done("version"), "v1.33.0+gingham-lab");
    }

    @Test
    void itExplainsOurKindsAndKubernetesOwn() throws Exception {
        assertHas(done("explain", "ippool.spec.natOutgoing"), "boolean", "Masquerade");
        assertHas(done("explain", "netpol.spec.ingress"), "from", "ports", "each rule adds");
        assertHas(done("explain", "deploy.spec.replicas"), "integer");
        refused("explain", "wombat");
    }

    @Test
    void itAppliesChangesAndDeletes() throws Exception {
        String pool =
                """
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: p}
                spec: {cidr: 10.0.0.0/8, natOutgoing: %s, blockSize: 26}
                """;
        assertHas(done("apply", "-f", file(pool.formatted("true"))), "p created");
        assertHas(done("apply", "-f", "m.yaml"), "p unchanged");
        assertHas(done("apply", "-f", file(pool.formatted("false"))), "p configured");
        assertHas(done("get", "ippool"), "CIDR", "10.0.0.0/8", "false");
        done("label", "ippool", "p", "a=b");
        done("annotate", "ippool", "p", "c=d");
        done("patch", "ippool", "p", "--type", "merge", "-p", "{\"spec\":{\"natOutgoing\":true}}");
        done(
                "patch",
                "ippool",
                "p",
                "--type",
                "json",
                "-p",
                "[{\"op\":\"remove\",\"path\":\"/spec/blockSize\"}]");
        assertEquals(
                "b d true",
                done(
                        "get",
                        "ippool",
                        "p",
                        "-o",
                        "jsonpath={.metadata.labels.a} {.metadata.annotations.c} {.spec.natOutgoing}{.spec.blockSize}"));
        assertHas(done("get", "ippool", "-l", "a=b", "-o", "yaml"), "natOutgoing: true");
        assertHas(done("describe", "ippool", "p"), "10.0.0.0/8");
        done("apply", "--dry-run=server", "-f", "m.yaml");
        done("delete", "ippool", "p");
        assertHas(
                refused("get", "ippool", "p"),
                "(NotFound)",
                "ippools.projectcalico.org \"p\" not found");
    }

    @Test
    void itRefusesWhatIsMisspeltOrOfAWrongType() throws Exception {
        String policy =
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: wrong}\nspec: %s\n";
        assertHas(
                refused("apply", "-f", file(policy.formatted("{podSelector: {}, ingres: []}"))),
                "unknown field",
                "ingres\"");
        String peer =
                "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: wrong}\nspec: %s\n";
        assertHas(
                refused("apply", "-f", file(peer.formatted("{peerIPs: 192.0.2.1}"))),
                "unknown field",
                "peerIPs\"");
        assertHas(
                refused(
                        "apply",
                        "-f",
                        file(peer.formatted("{peerIP: 192.0.2.1, asNumber: sixty}"))),
                "spec.asNumber",
                "string",
                "integer");
        assertHas(refused("get", "bgppeer", "wrong"), "not found");
    }

    @Test
    void aDeploymentIsPatchedAndScaledAndItsPodsAreThere() throws Exception {
        done("create", "namespace", "shop");
        done("create", "deployment", "web", "--image=x", "--replicas=2", "-n", "shop");
        server.post("/api/v1/nodes", "metadata: {name: n1}\n");
        awaitPods(2);
        done(
                "patch",
                "deploy",
                "web",
                "-n",
                "shop",
                "-p",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"sidecar\",\"image\":\"y\"}]}}}}");
        assertHas(
                done(
                        "get",
                        "deploy",
                        "web",
                        "-n",
                        "shop",
                        "-o",
                        "jsonpath={.spec.template.spec.containers[*].image}"),
                "x",
                "y");
        done("scale", "deploy", "web", "-n", "shop", "--replicas=1");
        assertHas(done("get", "deploy", "-n", "shop"), "READY", "UP-TO-DATE", "0/1");
        assertHas(
                done("get", "all", "-n", "shop", "-o", "wide"), "replicaset.apps/web-", "pod/web-");
        done("delete", "namespace", "shop");
        assertHas(done("get", "pods", "-A"), "No resources found");
    }

    private void awaitPods(int count) throws Exception {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (server.get("/api/v1/namespaces/shop/pods").body().path("items").size() != count) {
            assertTrue(System.nanoTime() < limit, "no pods");
            Thread.sleep(20);
        }
    }
}
