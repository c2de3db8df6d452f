package io.gingham.lab.demo;

import io.gingham.lab.LabException;
import io.gingham.routers.Netns;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a node's kernel says of its IPv4 routes from now on (`ip monitor route`).
final class RouteWatch implements AutoCloseable {

    private final Path said;
    private final Process process;

    RouteWatch(String node) throws IOException {
        said = Files.createTempFile("routes", ".log");
        process =
                new ProcessBuilder(new Netns(node).command(List.of("ip", "-4", "monitor", "route")))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
    }

    /// How often the kernel has said that there is no route to it any more.
    List<String> losses(IpPrefix prefix) {
        try {
            return Files.readAllLines(said).stream()
                    .filter(line -> line.startsWith("Deleted " + prefix + " "))
                    .toList();
        } catch (IOException e) {
            throw new LabException("can't read what 'ip monitor' said: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.delete(said);
    }
}
