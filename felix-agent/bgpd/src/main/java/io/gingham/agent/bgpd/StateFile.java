package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.value.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file that says, by being there, that peers may still keep this daemon's routes.
final class StateFile {

    private static final String TEXT = "there while peers may keep this daemon's routes\n";

    private StateFile() {}

    /// @throws ConfigException if it could not be written
    static Path read(YamlNode node) {
        Path file = Values.path(node);
        obstacle(file)
                .ifPresent(
                        why -> {
                            throw new ConfigException(
                                    node.place(),
                                    "the state file "
                                            + file
                                            + " can't be written: "
                                            + why
                                            + "; create the folder, writable for this user, or name"
                                            + " another file");
                        });
        return file;
    }

    private static Optional<String> obstacle(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            return Optional.of("it is a folder");
        }
        if (!Files.isDirectory(folder)) {
            return Optional.of("there is no folder " + folder);
        }
        boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(folder);
        return writable
                ? Optional.empty()
                : Optional.of("this user has no permission for it (" + folder + ")");
    }

    /// @throws IOException with a sentence
    static void write(Path file) throws IOException {
        try {
            Files.writeString(file, TEXT);
        } catch (IOException e) {
            throw new IOException(
                    "the state file "
                            + file
                            + " can't be written: "
                            + FailureText.of(e)
                            + "; name another 'stateFile'",
                    e);
        }
    }
}
