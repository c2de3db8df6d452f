package io.gingham.bgp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One process of a foreign speaker: its folder, its log, and its sudden death.
final class DaemonProcess {

    private final PeerNetwork.Place place;
    private final Path folder;
    private final String name;
    private @Nullable Process process;

    DaemonProcess(PeerNetwork.Place place, Path folder, String name) {
        this.place = place;
        this.folder = folder;
        this.name = name;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return the file's path
    String write(String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(String... command) {
        try {
            process =
                    new ProcessBuilder(place.command(List.of(command)))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs() {
        return process != null && process.isAlive();
    }

    /// kill -9.
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
    }

    private Path log() {
        return folder.resolve(name + ".log");
    }

    /// All it has said.
    String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
