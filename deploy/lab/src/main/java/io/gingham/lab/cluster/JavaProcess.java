package io.gingham.lab.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One of our own programs as a process: the agent of a node, or the API server.
public final class JavaProcess {

    private final Process process;

    private JavaProcess(Process process) {
        this.process = process;
    }

    /// @param namespace a name of `ip netns`, or empty for the lab's own
    /// @param module the folder of the Maven module whose class path is used
    static JavaProcess start(
            LabPaths paths,
            String namespace,
            String module,
            String main,
            List<String> options,
            List<String> arguments,
            Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (!namespace.isEmpty()) {
            command.addAll(List.of("nsenter", "--net=/run/netns/" + namespace));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // Where this process unpacks what it needs; in a lab it goes with the lab.
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(paths, module), main));
        command.addAll(arguments);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // As ./gingham starts an agent.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return new JavaProcess(builder.start());
    }

    private static String classPath(LabPaths paths, String module) throws IOException {
        Path target = paths.root().resolve(module).resolve("target");
        Path list = target.resolve("runtime.classpath");
        if (!Files.exists(list)) {
            throw new IOException(list + " is not there; run './gingham build'");
        }
        return target.resolve("classes") + File.pathSeparator + Files.readString(list).strip();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// `kill -9`.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /// SIGTERM, and SIGKILL after ten seconds.
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /// Resident memory in KiB, from /proc/PID/status; 0 if the process is gone.
    public long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
