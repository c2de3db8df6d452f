package io.gingham.bgp.interop;

import io.gingham.bgp.speaker.TestSpeaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A speaker in a process of its own, to be killed.
final class SpeakerProcess implements AutoCloseable {

    private final Process process;

    /// Announces the prefixes to BIRD, as AS 64512 to AS 64513.
    SpeakerProcess(String... prefixes) {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java,
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SpeakerProcess.class.getName()));
        command.addAll(List.of(prefixes));
        try {
            process =
                    new ProcessBuilder(command)
                            .inheritIO()
                            .redirectInput(ProcessBuilder.Redirect.PIPE)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// kill -9.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /// Runs until it is killed, or whoever started it is gone.
    public static void main(String[] prefixes) throws IOException {
        TestSpeaker speaker = new TestSpeaker(BirdInteropTest.config(64512, 64513));
        speaker.originate(prefixes);
        int end = System.in.read();
        speaker.close();
        System.exit(end == -1 ? 0 : 1);
    }
}
