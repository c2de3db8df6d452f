package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.gingham.agent.cli.GinghamMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What public reports broke: the programs of `reports/bgp`, each in namespaces of its own against
/// the classes under test. They live beside the repository: in the folder GINGHAM_CASES, by default
/// `../shared/cases`.
class ReportCasesTest {

    private static final long LIMIT_SECONDS = 240;

    @TempDir Path folder;

    /// Namespaces in which `ip netns` meets nobody else's.
    private static final List<String> PRIVATE =
            List.of(
                    "unshare",
                    "--user",
                    "--map-root-user",
                    "--net",
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "--mount-proc",
                    "sh",
                    "-c",
                    "mount -t tmpfs tmpfs /run && mkdir -p /run/netns && ip link set lo up && exec"
                            + " python3 run.py");

    @TestFactory
    Stream<DynamicTest> everyReportedCaseComesOutAsExpected() throws IOException {
        Path cases = cases().resolve("reports/bgp");
        require(Files.isDirectory(cases), "no cases at " + cases + "; set GINGHAM_CASES");
        require(isThere("python3"), "no python3 here; the cases of " + cases + " need it");
        Path checkout = checkout();
        try (Stream<Path> folders = Files.list(cases)) {
            return folders
                    .filter(each -> Files.exists(each.resolve("run.py")))
                    .sorted()
                    .toList()
                    .stream()
                    .map(each -> DynamicTest.dynamicTest(title(each), () -> run(each, checkout)));
        }
    }

    private static Path cases() {
        String given = System.getenv("GINGHAM_CASES");
        return given != null
                ? Path.of(given)
                : Path.of(String.valueOf(System.getenv("GINGHAM_ROOT")), "../shared/cases");
    }

    private static void require(boolean there, String otherwise) {
        if (!there) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(otherwise + "; in CI nothing is skipped");
            }
            System.out.println("SKIPPED: " + otherwise);
            abort(otherwise);
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    /// The folder, and where the report was.
    private static String title(Path each) {
        try (Stream<String> lines = Files.lines(each.resolve("README.md"))) {
            String source = lines.filter(line -> line.startsWith("Source:")).findFirst().orElse("");
            return each.getFileName() + " (" + source + ")";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What stands for a built checkout: `./gingham` with the class path of this test.
    private Path checkout() throws IOException {
        String java = Objects.requireNonNullElse(System.getenv("GINGHAM_JAVA"), "java");
        Path script = folder.resolve("gingham");
        Files.writeString(
                script,
                """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto --enable-native-access=ALL-UNNAMED \\
                    --sun-misc-unsafe-memory-access=allow -cp '%s' %s "$@"
                """
                        .formatted(
                                java,
                                System.getProperty("java.class.path"),
                                GinghamMain.class.getName()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private void run(Path each, Path checkout) throws IOException, InterruptedException {
        boolean router = Files.exists(each.resolve("bgpd.conf"));
        require(
                !router || Files.isExecutable(Path.of("/usr/lib/frr/bgpd")),
                each.getFileName() + " needs FRR; install frr");
        Path output = folder.resolve(each.getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(PRIVATE);
        builder.directory(each.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .environment()
                .put("GINGHAM", checkout.toString());
        // The cases' folder may be one that nobody writes to.
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output);
            assertEquals(0, ended ? process.exitValue() : -1, each + ":\n" + said);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
