package io.gingham.agent.install;

import java.nio.file.Path;

/// The node's CNI files can't be put in place.
public final class InstallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Path file;

    InstallException(Path file, String message) {
        super(message);
        this.file = file;
    }

    InstallException(Path file, String message, Throwable cause) {
        super(message, cause);
        this.file = file;
    }

    /// The file or folder it is about.
    public Path file() {
        return file;
    }
}
