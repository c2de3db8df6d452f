package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.lab.cluster.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./gingham lab up`, `lab demo` and `lab down` as a user runs them, in a checkout that consists
/// of links to this one, so that a lab of this one is left alone.
class LabUpTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."))
                    .toAbsolutePath()
                    .normalize();

    private static final String STATE = ".gingham/lab";

    private static final List<String> LINKED =
            List.of("deploy", "felix-agent", "crds", "netlink", "policy", "bgp-speaker", "cni");

    /// Longer than a lab of one node takes to come up on an idle machine, so that any part of it
    /// may be hit.
    private static final int MOMENTS_MILLIS = 6000;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir private Path checkout;
    private final List<Process> begun = new ArrayList<>();

    /// The kubeconfig of an API server that a lab is to use; empty for its own.
    private String given = "";

    @BeforeEach
    void linkCheckout() throws IOException {
        Files.copy(
                ROOT.resolve("gingham"),
                checkout.resolve("gingham"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : LINKED) {
            Files.createSymbolicLink(checkout.resolve(name), ROOT.resolve(name));
        }
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (Process process : begun) {
            process.destroyForcibly().waitFor();
        }
        gingham("lab_down").waitFor(60, TimeUnit.SECONDS);
        for (String name : LINKED) {
            Files.delete(checkout.resolve(name));
        }
    }

    @Test
    void anInterruptionAtAnyMomentLeavesNothingAndTheNextLabWorks() throws Exception {
        long seed = System.nanoTime();
        System.out.println("lab up is interrupted with seed " + seed);
        Random random = new Random(seed);
        for (String signal : List.of("INT", "TERM", "HUP", "KILL", "INT")) {
            long millis = random.nextInt(MOMENTS_MILLIS);
            Process up = up("first");
            up.waitFor(millis, TimeUnit.MILLISECONDS);
            signal(up, signal);
            assertTrue(up.waitFor(30, TimeUnit.SECONDS), signal + " after " + millis + " ms");
            if (said("first").contains("lab up: ready")) {
                // It had come up: then it stays, as 'lab up' says.
                assertEquals(0, run("lab_down"), said("lab_down"));
            }
            awaitNothingRuns(signal + " after " + millis + " ms");
            // Nobody was left to remove the record of one that was killed.
            assertEquals(1, run("lab_down"), said("lab_down"));
            assertEquals(List.of(), leftInTheStateFolder());
        }
        assertEquals(0, up("second").waitFor(), said("second"));
        assertEquals(1, occurrences(said("second"), "lab up: ready"), said("second"));
        assertEquals(0, run("inside_lab", "lab_java", "status"), said("inside_lab"));
        assertEquals(0, run("lab_down"), said("lab_down"));
        awaitNothingRuns("lab down");
        assertEquals(List.of(), leftInTheStateFolder());
        assertEquals(1, run("lab_down"));
        assertTrue(said("lab_down").contains("no lab is up"), said("lab_down"));
    }

    /// In the foreground, with the lock of the same lab.
    @Test
    void aDemoIsEndedInOrderAtAnyMomentAndKeepsAnotherLabAway() throws Exception {
        long seed = System.nanoTime();
        System.out.println("lab demo is interrupted with seed " + seed);
        Random random = new Random(seed);
        for (String signal : List.of("INT", "TERM", "HUP", "KILL", "INT")) {
            // The last one is well within the demo.
            long millis = 300L + random.nextInt(MOMENTS_MILLIS * 2);
            Process demo = begin("demo", "lab_once", "demo", "--nodes", "1");
            demo.waitFor(millis, TimeUnit.MILLISECONDS);
            if (demo.isAlive() && Files.exists(state("holder"))) {
                assertEquals(1, run("lab_up", "up", "--nodes", "1"), said("lab_up"));
                String said = said("lab_up");
                assertTrue(
                        said.contains("'./gingham lab demo' is running (process ")
                                && said.contains("end it with: ./gingham lab down"),
                        said);
                assertEquals(1, run("inside_lab", "true"), said("inside_lab"));
                assertTrue(said("inside_lab").contains("lab demo' is running"));
            }
            signal(demo, signal);
            assertTrue(demo.waitFor(30, TimeUnit.SECONDS), signal + " after " + millis + " ms");
            awaitNothingRuns(signal + " after " + millis + " ms");
            if (demo.exitValue() == 130) {
                assertTrue(said("demo").contains("interrupted; the lab is down"), said("demo"));
            }
            assertEquals(1, run("lab_down"), said("lab_down"));
            assertEquals(List.of(), leftInTheStateFolder());
        }
    }

    @Test
    void aLabThatIsUpKeepsADemoAwayAndDownEndsADemo() throws Exception {
        assertEquals(0, up("first").waitFor(), said("first"));
        assertEquals(1, run("lab_once", "demo", "--nodes", "1"));
        assertTrue(said("lab_once").contains("a lab is up already (process "), said("lab_once"));
        assertEquals(0, run("lab_down"), said("lab_down"));
        Process demo = begin("demo", "lab_once", "demo", "--nodes", "1");
        awaitHolder();
        assertEquals(0, run("lab_down"), said("lab_down"));
        assertTrue(demo.waitFor(30, TimeUnit.SECONDS));
        assertTrue(demo.exitValue() != 0);
        awaitNothingRuns("lab down");
        assertEquals(List.of(), leftInTheStateFolder());
    }

    @Test
    void aRelayThatWasKilledLeavesNoFolder() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path kubeconfig =
                    Files.writeString(
                            checkout.resolve("kubeconfig"),
                            """
                            apiVersion: v1
                            kind: Config
                            clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                            contexts: [{name: c, context: {cluster: c, user: u}}]
                            users: [{name: u, user: {}}]
                            current-context: c
                            """
                                    .formatted(server.getLocalPort()));
            given = kubeconfig.toString();
            up("first");
            awaitHolder();
            ProcessHandle relay =
                    ProcessHandle.allProcesses()
                            .filter(
                                    process ->
                                            text(process, "cmdline")
                                                    .contains(checkout + "/.gingham/lab/relay."))
                            .findFirst()
                            .orElseThrow();
            relay.destroyForcibly();
            relay.onExit().get(10, TimeUnit.SECONDS);
            assertTrue(leftInTheStateFolder().stream().anyMatch(name -> name.startsWith("relay.")));
            assertEquals(0, run("lab_down"), said("lab_down"));
            assertEquals(List.of(), leftInTheStateFolder());
        }
    }

    @Test
    void theSecondOfTwoSaysWhoHasTheLabAndDownEndsOneThatIsBeingRaised() throws Exception {
        Process first = up("first");
        awaitHolder();
        assertEquals(1, run("lab_up", "up", "--nodes", "1"));
        String pid = Files.readString(state("holder")).split(" ")[0];
        assertTrue(said("lab_up").contains("(process " + pid + ")"), said("lab_up"));
        assertEquals(0, run("lab_down"), said("lab_down"));
        assertTrue(first.waitFor(30, TimeUnit.SECONDS));
        assertTrue(said("first").contains("the lab did not come up"), said("first"));
        awaitNothingRuns("lab down");
    }

    @Test
    void anOrphanWhoseRecordIsLostIsEndedAndItsReadyIsNotHeard() throws Exception {
        assertEquals(0, up("first").waitFor(), said("first"));
        Files.delete(state("holder"));
        assertEquals(1, run("lab_up", "up", "--nodes", "1"));
        assertTrue(said("lab_up").contains("a lab is up already (process "), said("lab_up"));
        assertEquals(0, run("lab_down"), said("lab_down"));
        awaitNothingRuns("lab down");
    }

    @Test
    void aRecordOfAnotherProcessEndsNoStranger() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        begun.add(stranger);
        Files.createDirectories(checkout.resolve(STATE));
        Files.writeString(state("holder"), stranger.pid() + " 1\n");
        assertEquals(1, run("lab_down"));
        assertTrue(stranger.isAlive());
    }

    private Process up(String output) throws IOException {
        return begin(output, "lab_up", "up", "--nodes", "1");
    }

    private Process begin(String output, String... words) throws IOException {
        // A session of its own, as behind a terminal of its own.
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setsid",
                                "bash",
                                checkout.resolve("gingham").toString(),
                                "--inside"));
        command.addAll(List.of(words));
        Process process = start(output, command.toArray(String[]::new));
        begun.add(process);
        return process;
    }

    private Process gingham(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of("bash", checkout.resolve("gingham").toString(), "--inside"));
        command.addAll(List.of(words));
        return start(words[0], command.toArray(String[]::new));
    }

    private Process start(String output, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(checkout.resolve(output + ".out").toFile());
        // Surefire's points at a wrapper.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("KUBECONFIG");
        if (!given.isEmpty()) {
            builder.environment().put("KUBECONFIG", given);
        }
        return builder.start();
    }

    private int run(String... words) throws IOException, InterruptedException {
        Process process = gingham(words);
        assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), String.join(" ", words));
        return process.exitValue();
    }

    private String said(String output) throws IOException {
        return Files.readString(checkout.resolve(output + ".out"));
    }

    private Path state(String name) {
        return checkout.resolve(STATE).resolve(name);
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    private static int occurrences(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private void awaitHolder() {
        Await.until(
                "the lab's first process",
                LIMIT,
                () -> Files.exists(state("holder")) ? Optional.empty() : Optional.of("no holder"));
    }

    /// No process has this checkout's mark in its environment, nor its path in its command.
    private void awaitNothingRuns(String after) {
        Await.until(
                "the end of all processes, " + after,
                LIMIT,
                () -> running().map(process -> "there is " + process).findFirst());
    }

    private Stream<String> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> text(process, "environ") + " " + text(process, "cmdline"))
                .filter(text -> text.contains("GINGHAM_LAB_UP=" + checkout));
    }

    private static String text(ProcessHandle process, String file) {
        try {
            byte[] content = Files.readAllBytes(Path.of("/proc/" + process.pid(), file));
            return new String(content, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /// Beside the logs, and the lock's file.
    private List<String> leftInTheStateFolder() throws IOException {
        if (!Files.isDirectory(checkout.resolve(STATE))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(checkout.resolve(STATE))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".log"))
                    .filter(name -> !List.of("lock", "up.out").contains(name))
                    .toList();
        }
    }
}
