package io.gingham.policy.manifest;

/// A file isn't readable as manifests.
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final int line;

    /// @param line from 1; 0 if it concerns the whole file
    public ManifestException(String file, int line, String fault) {
        super(file + (line > 0 ? ":" + line : "") + ": " + fault);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }
}
