package io.gingham.routers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// BIRD 2.
public final class Bird implements AutoCloseable {

    private final RouterProcess process;

    /// @param folder its path must be short: BIRD's control socket is in it (107 bytes at most)
    public Bird(Netns netns, Path folder) {
        this.process = new RouterProcess(netns, folder, "bird");
    }

    /// How its configuration begins: with a log that has the time in it, and the interfaces.
    public String head(String routerId) {
        return """
        router id %s;
        log "%s" all;
        protocol device {}
        """
                .formatted(routerId, process.file("bird.log"));
    }

    /// Writes the configuration.
    ///
    /// @return the command that runs it in the foreground, wherever it is started
    public List<String> prepare(String configuration) {
        List<String> command = new ArrayList<>(List.of(RouterProgram.BIRD.path().toString(), "-f"));
        command.addAll(List.of("-c", process.write("bird.conf", configuration)));
        command.addAll(List.of("-s", socket().toString()));
        command.addAll(List.of("-P", process.file("bird.pid").toString()));
        return command;
    }

    /// Until it can be asked.
    ///
    /// @param options as `-R`: it was here before, and is to say so (RFC 4724)
    public void start(String configuration, String... options) {
        List<String> command = prepare(configuration);
        command.addAll(List.of(options));
        process.start(command, socket());
        // Its socket is there before it has read its configuration.
        process.await("answered", () -> ask("show status").contains("up and running"));
    }

    private Path socket() {
        return process.file("bird.ctl");
    }

    /// What `birdc` prints for a command, as `show protocols`; also to one that another process of
    /// ours started.
    public String ask(String... command) {
        List<String> words = new ArrayList<>(List.of("birdc", "-s", socket().toString()));
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
