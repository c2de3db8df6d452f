package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gingham.lab.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The commands of a lab that is up, as a user runs them; those that docs/how-to/lab.md prints, as
/// it prints them. The checkout consists of links to this one.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveLabTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."))
                    .toAbsolutePath()
                    .normalize();

    private static final List<String> LINKED =
            List.of(
                    "deploy",
                    "docs",
                    "felix-agent",
                    "crds",
                    "netlink",
                    "policy",
                    "bgp-speaker",
                    "cni");

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir private static Path checkout;

    private record Ended(int code, String said) {}

    @BeforeAll
    static void raise() throws Exception {
        for (String file : List.of("gingham", "pom.xml")) {
            Files.copy(
                    ROOT.resolve(file), checkout.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String name : LINKED) {
            Files.createSymbolicLink(checkout.resolve(name), ROOT.resolve(name));
        }
        Files.createDirectories(checkout.resolve(".gingham"));
        // What the links lead to is built.
        Files.createFile(checkout.resolve(".gingham/built"));
        done("./gingham lab up --nodes 2");
    }

    @AfterAll
    static void end() throws Exception {
        run("./gingham lab down");
        for (String name : LINKED) {
            Files.delete(checkout.resolve(name));
        }
    }

    private static Ended run(String command) throws Exception {
        Path said = checkout.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", command)
                        .directory(checkout.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        // Surefire's points at a wrapper.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("KUBECONFIG");
        Process process = builder.start();
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), command);
        return new Ended(process.exitValue(), Files.readString(said));
    }

    private static String done(String command) throws Exception {
        Ended ended = run(command);
        assertEquals(0, ended.code(), command + ": " + ended.said());
        return ended.said();
    }

    private static String refused(String command) throws Exception {
        Ended ended = run(command);
        assertEquals(1, ended.code(), command + ": " + ended.said());
        return ended.said();
    }

    private static void assertHas(String text, String... parts) {
        Stream.of(parts).forEach(part -> assertTrue(text.contains(part), text));
    }

    private static void awaitSays(String command, String part) {
        Await.until(
                command,
                LIMIT,
                () -> {
                    try {
                        String said = run(command).said();
                        return said.contains(part) ? Optional.empty() : Optional.of(said);
                    } catch (Exception e) {
                        return Optional.of(String.valueOf(e.getMessage()));
                    }
                });
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(checkout.resolve(name), content);
    }

    private static boolean kubectlIsHere() {
        boolean here =
                Arrays.stream(
                                (Objects.requireNonNullElse(System.getenv("KUBE_BIN"), "")
                                                + ":"
                                                + System.getenv("PATH"))
                                        .split(":", -1))
                        .anyMatch(
                                name ->
                                        !name.isEmpty()
                                                && Files.isExecutable(Path.of(name, "kubectl")));
        if (!here && System.getenv("CI") != null) {
            fail("kubectl must be there in CI");
        }
        if (!here) {
            System.out.println("SKIPPED: there is no kubectl");
        }
        return here;
    }

    @Test
    @Order(1)
    void theCommandsOfTheHowToRunAsPrinted() throws Exception {
        List<String> commands = new ArrayList<>();
        String page = Files.readString(ROOT.resolve("docs/how-to/lab.md"));
        for (String line :
                page.split("## Keep it running", -1)[1].split("\n## ", -1)[0].lines().toList()) {
            if (line.startsWith("    ./gingham lab ") || line.startsWith("    ./gingham help ")) {
                commands.add(line.replaceAll("\\s+#.*", "").strip());
            }
        }
        assertTrue(commands.size() > 12, commands::toString);
        assertEquals("./gingham lab up", commands.removeFirst());
        assertEquals("./gingham lab down", commands.removeLast());
        for (String command : commands) {
            if (!command.contains("kubectl") || kubectlIsHere()) {
                done(command);
            }
        }
        done("./gingham lab delete ns shop && ./gingham lab delete ns guest");
    }

    @Test
    @Order(2)
    void aDeploymentGetsPodsThatAreReachedAndGoesWithThem() throws Exception {
        write(
                "web.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: blog}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: x, ports: [{containerPort: 80}]}]}
                """);
        assertHas(done("./gingham lab apply -f web.yaml"), "deployment/web created");
        awaitSays("./gingham lab get deploy web -n blog -o yaml", "readyReplicas: 2");
        String pods = done("./gingham lab get pods -n blog");
        assertHas(pods, "blog", "web-", "n1", "n2", "10.244.", "app=web");
        String pod = pods.lines().skip(1).findFirst().orElseThrow().split(" +", -1)[1];
        assertTrue(pod.matches("web-[a-z0-9]+-[a-z0-9]{5}"), pod);
        assertHas(done("./gingham lab matrix --port TCP/80"), pod, "yes");
        assertHas(done("./gingham lab logs blog/" + pod), "listening on TCP/80", "TCP/80 from");
        assertHas(done("./gingham lab exec blog/" + pod + " -- ip -4 addr"), "10.244.");
        assertHas(done("./gingham lab delete deploy web -n blog"), "deployment/web deleted");
        awaitSays("./gingham lab get pods -n blog", "no pods");
        assertHas(refused("./gingham lab get deploy web -n blog"), "there is no Deployment 'web'");
    }

    @Test
    @Order(3)
    void explainAsksTheLabsAgents() throws Exception {
        done(
                "./gingham lab apply -f docs/examples/shop/cluster.yaml -f docs/examples/shop/policies.yaml");
        awaitSays("./gingham lab get pod web -n shop -o yaml", "phase: \"Running\"");
        String question = " --from guest/client --to shop/db --port TCP/5432";
        Ended live = run("./gingham lab explain" + question);
        assertEquals(1, live.code(), live.said());
        Ended files = run("./gingham explain" + question + " -f docs/examples/shop");
        assertEquals(files.code(), live.code());
        assertEquals(firstLine(files), firstLine(live));
        Ended wrong = run("./gingham lab explain --fro guest/client");
        assertEquals(2, wrong.code());
        assertHas(wrong.said(), "Unknown option '--fro'; did you mean '--from'?");
        done("./gingham lab delete ns shop && ./gingham lab delete ns guest");
    }

    /// The verdict; the addresses are the lab's own.
    private static String firstLine(Ended ended) {
        return ended.said().lines().findFirst().orElse("").replaceAll("10\\.244\\.[0-9.]+", "IP");
    }

    @Test
    @Order(4)
    void whatIsMisspeltIsSaidWithTheNearest() throws Exception {
        assertHas(refused("./gingham lab get ipools"), "did you mean 'ippools'?");
        assertHas(refused("./gingham lab logs n7"), "there are those of", "n1");
        assertHas(refused("./gingham lab exec n7 -- true"), "no node or pod n7");
        assertHas(refused("./gingham lab delete netpol nobody"), "no NetworkPolicy 'nobody'");
        assertHas(refused("./gingham lab delete node n1"), "nodes stay");
    }

    @Test
    @Order(4)
    void applyRefusesWhatIsMisspeltInAnyKind() throws Exception {
        write(
                "pool.yaml",
                "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: p}\nspec: {cidr: 10.0.0.0/8, natOutgoin: true}\n");
        assertHas(
                refused("./gingham lab apply -f pool.yaml"),
                "IPPool p: ",
                "unknown field \"spec.natOutgoin\" (did you mean \"natOutgoing\"?)");
        write(
                "pod.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, prots: []}]}\n");
        assertHas(
                refused("./gingham lab apply -f pod.yaml"),
                "unknown field \"spec.containers[0].prots\"");
        assertHas(refused("./gingham lab get pod p -n default"), "no Pod 'p'");
    }

    @Test
    @Order(5)
    void kubectlWaitsForWhatItApplied() throws Exception {
        assumeTrue(kubectlIsHere());
        String kubectl = "./gingham lab kubectl ";
        write(
                "db.yaml",
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: db}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: x, ports: [{containerPort: 80}]}]}
                """);
        done(kubectl + "apply -f db.yaml");
        assertHas(
                done(kubectl + "rollout status deploy db --timeout 60s"),
                "successfully rolled out");
        done(kubectl + "wait --for=condition=Ready pod -l app=db --timeout 60s");
        assertHas(done(kubectl + "get nodes"), "n1", "Ready");
        assertHas(done(kubectl + "get pods -o wide"), "db-", "Running", "2");
        assertHas(done(kubectl + "logs deploy/db"), "listening on TCP/80");
        assertHas(done(kubectl + "describe deploy db"), "2 available");
        assertHas(done("./gingham lab exec n2 -- kubectl get nodes"), "n2");
        done(kubectl + "delete -f db.yaml --wait");
        done(kubectl + "wait --for=delete pod -l app=db --timeout 60s");
    }
}
