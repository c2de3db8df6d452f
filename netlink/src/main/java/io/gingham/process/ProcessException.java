package io.gingham.process;

import org.jspecify.annotations.Nullable;

/// A program could not be started, did not end in time, wrote too much, or ended with an error
/// where none was expected.
public final class ProcessException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProcessException(String message) {
        this(message, null);
    }

    public ProcessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
