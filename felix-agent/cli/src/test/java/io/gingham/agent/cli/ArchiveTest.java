package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The archive of `./gingham dist`, made of this test's class path, with nothing but a shell and a
/// Java runtime.
public class ArchiveTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."))
                    .toAbsolutePath()
                    .normalize();

    @TempDir private static Path folder;

    private static Path launcher = Path.of(".");

    private record Ended(int code, String said) {}

    /// @return the archive
    public static Path build(Path into) throws IOException, InterruptedException {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                entry ->
                                        !entry.matches(
                                                ".*(test-classes|junit|archunit|surefire).*"))
                        .filter(entry -> Files.exists(Path.of(entry)))
                        .collect(Collectors.joining(":"));
        Process process =
                withJava(
                                new ProcessBuilder(
                                        ROOT.resolve("deploy/launcher/dist.sh").toString(),
                                        "0.0",
                                        classPath,
                                        into.toString()))
                        .inheritIO()
                        .start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        return into.resolve("gingham-0.0.tar.gz");
    }

    private static ProcessBuilder withJava(ProcessBuilder builder) {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = build(folder);
        Process tar =
                new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                        .start();
        assertTrue(tar.waitFor(60, TimeUnit.SECONDS));
        launcher = folder.resolve("gingham-0.0/bin/gingham");
    }

    private static Ended run(Map<String, String> environment, String... command) throws Exception {
        Path said = Files.createTempFile(folder, "said", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.directory(ROOT.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), List.of(command)::toString);
        return new Ended(process.exitValue(), Files.readString(said));
    }

    private static Map<String, String> java() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash --posix"})
    void itRunsInAPlainShell(String shell) throws Exception {
        String[] command =
                Stream.concat(
                                Arrays.stream(shell.split(" ", -1)),
                                Stream.of(
                                        launcher.toString(),
                                        "policy",
                                        "test",
                                        "docs/examples/shop-cases"))
                        .toArray(String[]::new);
        Ended ended = run(java(), command);
        assertEquals("2 passed, 0 failed, 0 skipped\n", ended.said());
        assertEquals(0, ended.code());
    }

    @Test
    void itIsFoundThroughASymbolicLink() throws Exception {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, folder.relativize(launcher));
        assertEquals("gingham 0.0\n", run(java(), link.toString(), "version").said());
    }

    @Test
    void itSaysWhichJavaItNeedsAndWhichItFound() throws Exception {
        Path old = folder.resolve("old/bin/java");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"17.0.2\" 2022-01-18' >&2\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        for (String program : List.of("sed", "head", "dirname", "readlink", "sh")) {
            Files.createSymbolicLink(empty.resolve(program), Path.of("/usr/bin", program));
        }
        Ended ended =
                run(
                        Map.of("JAVA_HOME", folder + "/old", "PATH", empty.toString()),
                        "/bin/sh",
                        launcher.toString(),
                        "version");
        assertEquals(1, ended.code());
        assertTrue(ended.said().contains("version 25 or newer"), ended::said);
        assertTrue(ended.said().contains("old/bin/java has version 17"), ended::said);
    }

    @Test
    void whatIsNotInItSaysWhereItIs() throws Exception {
        assertTrue(run(java(), launcher.toString(), "agent").said().contains("container image"));
        assertTrue(run(java(), launcher.toString(), "lab", "up").said().contains("./gingham lab"));
        Ended help = run(java(), launcher.toString(), "help", "policy");
        assertEquals(0, help.code());
        assertTrue(help.said().startsWith("Usage: gingham policy"), help::said);
        assertEquals(2, run(java(), launcher.toString(), "policy", "--no-such-flag").code());
    }

    /// What is native is Linux's, and these run on macOS too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy check docs/examples/shop",
                "policy list docs/examples/shop",
                "policy diff docs/examples/shop docs/examples/shop",
                "policy exposure docs/examples/shop",
                "policy test docs/examples/shop-cases",
                "explain --from shop/web --to shop/db --port postgres -f docs/examples/shop",
                "bgp decode ffffffffffffffffffffffffffffffff001304"
            })
    void toolsLoadNothingNative(String arguments) throws Exception {
        Path log = Files.createTempFile(folder, "classes", "");
        String[] command = (launcher + " " + arguments).split(" ", -1);
        Ended ended =
                run(
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "GINGHAM_JAVA_OPTIONS",
                                "-Xlog:class+load:file=" + log),
                        command);
        assertEquals(0, ended.code(), ended.said());
        List<String> classes = Files.readAllLines(log);
        assertTrue(classes.stream().anyMatch(line -> line.contains("io.gingham.")), arguments);
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(
                                line ->
                                        line.matches(
                                                ".* (io\\.netty|jnr|com\\.kenai|io\\.gingham\\.netlink)\\..*"))
                        .toList());
    }
}
