package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cli.ArchiveTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every command that README and the how-to pages print is run as it is printed, and prints what
/// stands below it; but for those that need a cluster, a lab or root, which are named here.
class PrintedCommandsTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."))
                    .toAbsolutePath()
                    .normalize();

    /// What a line of a code block begins with if it is a command.
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?:- run: |\\$ |[A-Z_]+=\\S+ )?(?:\\./gingham|gingham|kubectl|ip route|iptables"
                            + "|iptables-save|ctr|tar|docker|curl|git|sysctl|mvn|birdc?|vtysh)\\b .*");

    /// Why a command isn't run here, by what it begins with.
    private static final Map<String, String> NOT_RUN = notRun();

    private static Map<String, String> notRun() {
        Map<String, String> why = new LinkedHashMap<>();
        why.put("./gingham lab ", "raises a lab: LiveLabTest, LabTest and LabMainTest");
        why.put("KUBECONFIG=~/scratch.kubeconfig ./gingham lab", "needs an API server");
        why.put("./gingham test", "would run this test");
        why.put("./gingham image", "installs Debian packages: ImageTest, test --kubernetes");
        why.put("./gingham dist", "needs a built checkout: ArchiveTest");
        why.put("./gingham bgp run --config router.yaml", "runs until it is ended: BgpRunDocTest");
        why.put("./gingham bgp peers", "asks a running agent: GlassTest");
        why.put("./gingham bgp routes", "asks a running agent: GlassTest");
        why.put("./gingham bgp explain", "asks a running agent: GlassTest");
        why.put("./gingham status", "asks a running agent");
        why.put(
                "./gingham explain --from guest/client --to shop/web --port TCP/8080\n",
                "asks a running agent");
        why.put("kubectl ", "needs a cluster: test --kubernetes");
        why.put("ctr ", "needs containerd: test --kubernetes");
        why.put("ip route ", "reads a node's routes");
        why.put("iptables", "reads a node's rules");
        why.put("birdc ", "asks a router");
        why.put("vtysh ", "asks a router");
        return why;
    }

    /// @param output what the page shows below it; empty if nothing
    private record Printed(String page, String command, List<String> output) {
        /// A comment behind it, and its place in a transcript, taken off.
        String bare() {
            return command.replaceAll("^(- run: |\\$ )", "").replaceAll(" +#.*", "") + "\n";
        }
    }

    private record Ended(int code, String said) {}

    @TempDir private Path folder;

    @BeforeEach
    void layOutACheckout() throws IOException {
        Path launcher = folder.resolve("checkout/gingham");
        Files.createDirectories(launcher.getParent());
        Files.writeString(
                launcher,
                """
                #!/bin/sh
                exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \\
                    -cp '%s' io.gingham.agent.cli.GinghamMain "$@"
                """
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(folder.resolve("checkout/docs"), ROOT.resolve("docs"));
        // For what policy diff shows: a change that brings the shop's policies.
        Files.createDirectories(folder.resolve("checkout/main/policies"));
        copy("shop/policies.yaml", "checkout/branch/policies/policies.yaml");
        copy("shop/cluster.yaml", "checkout/cluster.yaml");
    }

    private void copy(String example, String to) throws IOException {
        Path copy = folder.resolve(to);
        Files.createDirectories(copy.getParent());
        Files.copy(ROOT.resolve("docs/examples").resolve(example), copy);
    }

    private static List<Printed> printed() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> all = Files.list(ROOT.resolve("docs/how-to"))) {
            all.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Printed> printed = new ArrayList<>();
        for (Path page : pages) {
            printed.addAll(printed(String.valueOf(page.getFileName()), Files.readAllLines(page)));
        }
        return printed;
    }

    private static List<Printed> printed(String page, List<String> lines) {
        List<Printed> printed = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("    ") || !COMMAND.matcher(line.strip()).matches()) {
                continue;
            }
            List<String> output = new ArrayList<>();
            for (int j = i + 1;
                    line.strip().startsWith("$ ")
                            && j < lines.size()
                            && lines.get(j).startsWith("    ");
                    j++) {
                output.add(lines.get(j).substring(4));
            }
            printed.add(new Printed(page, line.strip(), output));
        }
        return printed;
    }

    private static boolean isRun(Printed printed) {
        return NOT_RUN.keySet().stream().noneMatch(printed.bare()::startsWith);
    }

    private Ended run(String command, Path where, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-e", "-c", command)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), command);
        return new Ended(process.exitValue(), Files.readString(said));
    }

    @Test
    void everyCommandThatCanRunHereDoesWhatThePageSays() throws Exception {
        List<Printed> here =
                printed().stream()
                        .filter(PrintedCommandsTest::isRun)
                        .filter(printed -> !printed.command().startsWith("- run: "))
                        .toList();
        assertTrue(here.size() >= 8, "only " + here);
        for (Printed printed : here) {
            Ended ended = run(printed.bare(), folder.resolve("checkout"), Map.of());
            String where = printed.page() + ": " + printed.command() + "\n" + ended.said();
            // 1 is an answer: denied, something changed.
            assertTrue(ended.code() == 0 || ended.code() == 1, where);
            if (!printed.output().isEmpty()) {
                assertEquals(String.join("\n", printed.output()) + "\n", ended.said(), where);
            }
        }
    }

    @Test
    void theJobRunsInAUsersRepositoryAsPrinted() throws Exception {
        Path repository = Files.createDirectories(folder.resolve("repository"));
        copy("shop/cluster.yaml", "repository/cluster.yaml");
        copy("shop/policies.yaml", "repository/policies/policies.yaml");
        copy("shop/policies.yaml", "repository/main/policies/policies.yaml");
        String cases =
                Files.readString(ROOT.resolve("docs/examples/shop-cases/deployed.yaml"))
                        .replace("files: [../shop]\n", "");
        Files.writeString(
                Files.createDirectories(repository.resolve("cases")).resolve("shop.yaml"), cases);
        ArchiveTest.build(Files.createDirectories(repository.resolve("tools")));
        Path temp = Files.createDirectories(folder.resolve("temp"));
        Path added = Files.createFile(folder.resolve("path"));
        List<Printed> job =
                printed().stream().filter(p -> p.command().startsWith("- run: ")).toList();
        assertEquals(5, job.size(), job::toString);
        for (Printed step : job) {
            String path = String.join(":", Files.readAllLines(added)) + ":" + System.getenv("PATH");
            Ended ended =
                    run(
                            step.bare(),
                            repository,
                            Map.of(
                                    "PATH", path,
                                    "JAVA_HOME", System.getProperty("java.home"),
                                    "RUNNER_TEMP", temp.toString(),
                                    "GITHUB_PATH", added.toString()));
            assertEquals(0, ended.code(), step.command() + "\n" + ended.said());
        }
        assertTrue(
                Files.readString(repository.resolve("junit.xml"))
                        .contains("<testsuites tests=\"2\" failures=\"0\""));
    }

    /// A reason that belongs to nothing hides the next command of its kind.
    @Test
    void everyReasonBelongsToAPrintedCommand() throws IOException {
        List<String> commands = printed().stream().map(Printed::bare).toList();
        for (String prefix : NOT_RUN.keySet()) {
            assertTrue(commands.stream().anyMatch(c -> c.startsWith(prefix)), prefix);
        }
    }

    /// A check that can't fail checks nothing.
    @Test
    void commandsAreFoundWithTheirOutput() {
        List<Printed> found =
                printed(
                        "x.md",
                        List.of(
                                "    $ ./gingham policy list x   # all",
                                "    a -> b",
                                "",
                                "    ./gingham lab up",
                                "        - run: gingham version --x",
                                "    gingham: not found"));
        assertEquals(3, found.size(), found::toString);
        assertEquals(List.of("a -> b"), found.getFirst().output());
        assertEquals("./gingham policy list x\n", found.getFirst().bare());
        assertTrue(isRun(found.getFirst()));
        assertFalse(isRun(found.get(1)));
        assertEquals("gingham version --x\n", found.get(2).bare());
    }
}
