package io.gingham.store;

import org.jspecify.annotations.Nullable;

/// An object could not be read or written. The message says which, what was tried, and what to do.
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What the caller can do about it.
    public enum Reason {

        /// Others were first each time; nothing of this change was written. Later it may succeed.
        CONTENDED,

        /// The server said no; again it will.
        REFUSED,

        /// The server did not answer, or could not. Whether the change was written is not known: to
        /// ask again is right, since a change begins with what is there.
        UNAVAILABLE
    }

    private final Reason reason;

    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
