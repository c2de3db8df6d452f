package io.gingham.bfd;

/// There can be no session.
public final class BfdException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// What is wrong, for programs.
    public enum Reason {
        /// The native transport is missing.
        UNAVAILABLE,
        /// The port belongs to someone else, or may not be had.
        CANNOT_LISTEN,
        /// The peer is watched already.
        ALREADY_WATCHED
    }

    private final Reason reason;

    BfdException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
