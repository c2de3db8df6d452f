package io.gingham.routers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// GoBGP 3. One in a namespace: it is asked at a fixed port.
public final class GoBgp implements AutoCloseable {

    private final RouterProcess process;

    public GoBgp(Netns netns, Path folder) {
        this.process = new RouterProcess(netns, folder, "gobgpd");
    }

    /// How its configuration begins.
    public static String head(long as, String routerId) {
        return """
        [global.config]
        as = %d
        router-id = "%s"
        """
                .formatted(as, routerId);
    }

    /// A neighbour; what follows is more of it.
    public static String neighbor(String address, long as) {
        return """
        [[neighbors]]
        [neighbors.config]
        neighbor-address = "%s"
        peer-as = %d
        """
                .formatted(address, as);
    }

    /// Writes the configuration.
    ///
    /// @return the command that runs it in the foreground, wherever it is started
    public List<String> prepare(String configuration) {
        String file = process.write("gobgpd.toml", configuration);
        return new ArrayList<>(
                List.of(
                        RouterProgram.GOBGP.path().toString(),
                        "-t",
                        "toml",
                        "-f",
                        file,
                        "--pprof-disable"));
    }

    /// Until it can be asked.
    ///
    /// @param options as `-r`: it was here before, and is to say so (RFC 4724)
    public void start(String configuration, String... options) {
        List<String> command = prepare(configuration);
        command.addAll(List.of(options));
        process.start(command);
        process.await("answered", () -> ask("global").contains("AS:"));
    }

    /// What `gobgp` prints for a command.
    public String ask(String... command) {
        List<String> words = new ArrayList<>(List.of("gobgp"));
        words.addAll(List.of(command));
        return process.netns().ask(words.toArray(String[]::new));
    }

    public RouterProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
