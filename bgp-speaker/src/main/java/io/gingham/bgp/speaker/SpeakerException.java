package io.gingham.bgp.speaker;

/// The speaker can't do what it was told, for a reason outside of BGP.
public final class SpeakerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// For whoever must react.
    public enum Reason {
        /// The listen address is not ours, or its port is taken or forbidden.
        CANNOT_LISTEN,
        /// Nothing can look for peers on a link.
        CANNOT_DISCOVER,
        /// A start, or a call, after close.
        CLOSED,
        /// The speaker's thread did not answer in time.
        NO_ANSWER
    }

    private final Reason reason;

    public SpeakerException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
