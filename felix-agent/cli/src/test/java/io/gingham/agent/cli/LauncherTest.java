package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `./gingham` in a tree where every program that builds, installs or raises something only leaves
/// a note, and so does Java: asked for its usage it must not come to them.
class LauncherTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));

    private static final List<String> PROGRAMS =
            List.of(
                    "mvn",
                    "apt-get",
                    "sudo",
                    "unshare",
                    "nsenter",
                    "setsid",
                    "mktemp",
                    "kill",
                    "dpkg-deb",
                    "docker",
                    "iptables",
                    "ipset",
                    "ip",
                    "bird",
                    "curl");

    /// What the script carries out by itself.
    private static final Set<String> OWN =
            Set.of(
                    "test",
                    "build",
                    "dist",
                    "image",
                    "bench",
                    "bench policy",
                    "lab down",
                    "lab exec",
                    "lab kubectl");

    @TempDir private Path folder;

    private record Ended(int code, String said) {}

    @BeforeEach
    void makeTheTree() throws IOException {
        for (String copied :
                List.of("gingham", "deploy/launcher/help.sh", "felix-agent/bgp.options")) {
            Path copy = folder.resolve("tree").resolve(copied);
            Files.createDirectories(copy.getParent());
            Files.copy(ROOT.resolve(copied), copy);
        }
        for (String module :
                List.of("crds", "netlink", "policy", "bgp-speaker", "cni", "felix-agent")) {
            classPath(module);
        }
        classPath("felix-agent/agent");
        classPath("felix-agent/cli");
        classPath("deploy/routers");
        classPath("deploy/lab");
        classPath("deploy/lab-apiserver");
        classPath("deploy/bench");
        write("tree/pom.xml", "<project/>");
        write("tree/deploy/kubernetes-test/checks/pods.sh", "");
        for (String program : PROGRAMS) {
            program("programs/" + program, "echo " + program + " \"$@\" >>\"$NOTES\"; exit 97");
        }
        write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
        program("jdk/bin/javac", "exit 97");
        // Of Java's: help is answered with 0, everything else as wrong usage.
        program(
                "jdk/bin/java",
                "for a in \"$@\"; do case $a in --help|-h) exit 0;; esac; done; exit 2");
        for (String empty : List.of("home", "tmp", "run")) {
            Files.createDirectories(folder.resolve(empty));
        }
        built();
    }

    private void built() throws IOException {
        write("tree/.gingham/built", "");
    }

    private void classPath(String module) throws IOException {
        write("tree/" + module + "/pom.xml", "<project/>");
        write("tree/" + module + "/target/runtime.classpath", "x.jar");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void program(String name, String text) throws IOException {
        Files.setPosixFilePermissions(
                write(name, "#!/bin/sh\n" + text + "\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended run(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", folder + "/tree/gingham"));
        command.addAll(List.of(arguments.split(" ", -1)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", folder + "/programs:/usr/bin:/bin");
        environment.put("NOTES", folder + "/notes");
        environment.put("JAVA_HOME", folder + "/jdk");
        environment.put("HOME", folder + "/home");
        environment.put("TMPDIR", folder + "/tmp");
        environment.put("XDG_RUNTIME_DIR", folder + "/run");
        Path said = folder.resolve("said");
        Process process = builder.redirectOutput(said.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), arguments);
        String text = Files.readString(said);
        assertFalse(text.contains("command not found"), text);
        return new Ended(process.exitValue(), text);
    }

    /// kubectl has flags before its command, which are its own to judge, in a lab; here is none.
    private static int exitCodeOfAnUnknownFlag(String command) {
        return command.equals("lab kubectl") ? 1 : 2;
    }

    /// A Ctrl-C reaches the whole group of a terminal; here it is the script that must pass it on.
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP", "KILL"})
    void anInterruptionWhileMavenBuildsEndsMaven(String signal) throws Exception {
        program(
                "programs/mvn",
                "echo $$ >\"$NOTES.new\"; mv \"$NOTES.new\" \"$NOTES\"; exec sleep 300");
        Files.delete(folder.resolve("tree/.gingham/built"));
        ProcessBuilder builder =
                new ProcessBuilder("bash", folder + "/tree/gingham", "build")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", folder + "/programs:/usr/bin:/bin");
        builder.environment().put("NOTES", folder + "/notes");
        builder.environment().put("JAVA_HOME", folder + "/jdk");
        builder.environment().put("HOME", folder + "/home");
        Process process = builder.start();
        Path notes = folder.resolve("notes");
        await(() -> Files.exists(notes), "Maven is not started");
        long maven = Long.parseLong(Files.readString(notes).strip());
        new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertTrue(process.exitValue() > 128, "exit code " + process.exitValue());
        await(() -> !runs(maven), "Maven is still there");
    }

    /// One that has ended, and whom nobody waited for, does not.
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).matches("(?s)\\) [ZX] .*");
        } catch (IOException gone) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition, String otherwise)
            throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, otherwise);
            Thread.sleep(20);
        }
    }

    private void assertNothingWasDone(String arguments) throws IOException {
        Path notes = folder.resolve("notes");
        assertEquals("", Files.exists(notes) ? Files.readString(notes) : "", arguments);
        for (String empty : List.of("home", "tmp", "run")) {
            assertEquals(List.of(), names(folder.resolve(empty)), arguments);
        }
        assertEquals(List.of("built"), names(folder.resolve("tree/.gingham")), arguments);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Set<String> words(String list) throws IOException {
        String launcher = Files.readString(ROOT.resolve("gingham"));
        String words = launcher.split("\n" + list + "=\\(", -1)[1].split("\\)", -1)[0];
        return new TreeSet<>(List.of(words.split(" ")));
    }

    static Set<String> commands() throws IOException {
        Set<String> commands = words("words");
        commands.remove("help");
        words("lab_words").forEach(word -> commands.add("lab " + word));
        commands.add("bench policy");
        commands.add("bench bgp");
        commands.add("bench dataplane");
        commands.add("bench fabric");
        commands.addAll(UsageTest.commands());
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void usageIsToldAndNothingIsDone(String command) throws Exception {
        for (String asked : List.of(command + " --help", command + " -h", "help " + command)) {
            Ended ended = run(asked);
            assertEquals(0, ended.code(), asked + ": " + ended.said());
            assertNothingWasDone(asked);
            if (OWN.contains(command)) {
                assertTrue(ended.said().startsWith("Usage: ./gingham " + command), ended::said);
                assertTrue(ended.said().contains("Example:"), ended::said);
            }
            assertTrue(ended.said().lines().allMatch(line -> line.length() <= 80), ended::said);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownFlagIsWrongUsageAndNothingIsDone(String command) throws Exception {
        Ended ended = run(command + " --no-such-flag");
        assertEquals(exitCodeOfAnUnknownFlag(command), ended.code(), ended.said());
        assertNothingWasDone(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-such-flag",
                "no-such-command",
                "help no-such-command",
                "lab no-such-command",
                "lab --no-such-flag",
                "test no-such-module",
                "test --kubernetes --no-such-flag",
                "build policy",
                "image now",
                "dist now",
                "bench",
                "bench no-such-thing",
                "bench policy no-such-shape",
                "lab exec",
                "lab exec n1 ls",
                "lab kubectl",
                "lab down now"
            })
    void wrongUsageEndsWithTwoAndSaysWhereToLook(String arguments) throws Exception {
        Ended ended = run(arguments);
        assertEquals(2, ended.code(), ended.said());
        assertTrue(ended.said().contains("--help"), ended::said);
        assertNothingWasDone(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "tets, test",
        "polcy check, policy",
        "explian, explain",
        "stats, status",
        "imgae, image",
        "agnet, agent",
        "lab dmeo, demo",
        "lab stop, ''",
        "test polcy, policy",
        "test --kubernetes pdos, pods",
        "bench policy selector, selectors"
    })
    void aMisspeltWordNamesTheNearest(String arguments, String meant) throws Exception {
        String said = run(arguments).said();
        String guess = "did you mean '" + meant + "'?";
        assertEquals(!meant.isEmpty(), said.contains(guess), said);
        assertEquals(meant.isEmpty(), !said.contains("did you mean"), said);
    }

    @Test
    void theListOfCommandsFitsEightyColumnsAndNamesEachWord() throws Exception {
        String usage = run("--help").said();
        assertEquals(usage, run("help").said());
        assertTrue(usage.lines().allMatch(line -> line.length() <= 80), usage);
        for (String word : words("words")) {
            assertTrue(usage.contains("  " + word) || usage.contains(" " + word + " "), word);
        }
    }

    @Test
    void whatTheScriptDoesItselfIsToldBeforeAnythingIsBuilt() throws Exception {
        Files.delete(folder.resolve("tree/.gingham/built"));
        for (String command : OWN) {
            assertEquals(0, run(command + " --help").code(), command);
            assertEquals(
                    exitCodeOfAnUnknownFlag(command),
                    run(command + " --no-such-flag").code(),
                    command);
        }
        built();
        assertNothingWasDone("without a build");
    }

    /// The program's own flags are none of ours.
    @Test
    void whatFollowsTwoDashesIsNotAskedForHelp() throws Exception {
        Ended ended = run("lab exec n1 -- ls --help");
        assertEquals(1, ended.code());
        assertTrue(ended.said().contains("no lab is up"), ended::said);
    }

    /// Maven takes the name of such a module for that one alone.
    @Test
    void aModuleMadeOfSeveralStandsForAllOfThem() throws Exception {
        assertEquals(
                "felix-agent\nfelix-agent/agent\nfelix-agent/cli\n",
                run("--inside with_parts felix-agent").said());
        assertEquals("cni\n", run("--inside with_parts cni").said());
    }

    /// A check that can't fail checks nothing.
    @Test
    void whatIsDoneLeavesANote() throws Exception {
        Files.delete(folder.resolve("tree/.gingham/built"));
        run("build");
        assertTrue(Files.readString(folder.resolve("notes")).startsWith("mvn "));
    }
}
