package io.gingham.policy.manifest;

/// A file isn't readable as manifests.
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final int line;
    private final String fault;

    /// @param line from 1; 0 if it concerns the whole file
    public ManifestException(String file, int line, String fault) {
        super(file + (line > 0 ? ":" + line : "") + ": " + fault);
        this.file = file;
        this.line = line;
        this.fault = fault;
    }

    public String file() {
        return file;
    }

    /// The message without file and line.
    public String fault() {
        return fault;
    }

    public int line() {
        return line;
    }
}
