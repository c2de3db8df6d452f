package io.gingham.bgp.interop;

import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A speaker in a process of its own, to be killed.
final class SpeakerProcess implements AutoCloseable {

    /// What it is; a process can only be given words.
    enum Setup {
        /// IPv4, as AS 64512 to AS 64513.
        IPV4,
        /// Both families.
        BOTH_FAMILIES,
        /// Both families, and routes that are kept for long.
        LONG_LIVED;

        SpeakerConfig config() {
            return switch (this) {
                case IPV4 -> BirdInteropTest.config(64512, 64513);
                case BOTH_FAMILIES -> OurSide.external();
                case LONG_LIVED -> OurSide.longLived();
            };
        }
    }

    private final Process process;

    /// Announces the prefixes.
    SpeakerProcess(Setup setup, String... prefixes) {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java,
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SpeakerProcess.class.getName(),
                                setup.name()));
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
    ///
    /// @param words the setup, and the prefixes
    public static void main(String[] words) throws IOException {
        TestSpeaker speaker = new TestSpeaker(Setup.valueOf(words[0]).config());
        speaker.originate(Arrays.copyOfRange(words, 1, words.length));
        int end = System.in.read();
        speaker.close();
        System.exit(end == -1 ? 0 : 1);
    }
}
