package io.gingham.dataplane;

import org.jspecify.annotations.Nullable;

/// The kernel's rules or sets could not be read or written. What was in the kernel is still there;
/// trying again is safe.
public final class DataplaneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Step step;

    public DataplaneException(Step step, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.step = step;
    }

    public Step step() {
        return step;
    }

    public enum Step {
        READ_RULES,
        WRITE_RULES,
        READ_SETS,
        WRITE_SETS
    }
}
