package io.gingham.bgp.fsm;

/// The states of RFC 4271 section 8.2.2, each with what only lives in it.
public sealed interface SessionState {

    /// Refuses connections. Left by a start, or when the idle hold time is over.
    record Idle(int errors) implements SessionState {}

    /// A connection is being made.
    ///
    /// @param delaying it is made, and waits for the peer's OPEN first (the DelayOpenTimer runs)
    record Connect(Retry retry, boolean delaying) implements SessionState {
        public Connect(Retry retry) {
            this(retry, false);
        }
    }

    /// Waits for the peer's connection, and (unless passive) for the next attempt of its own.
    ///
    /// @param delaying the peer's connection is there, and waits for its OPEN first (the
    ///   DelayOpenTimer runs)
    record Active(Retry retry, boolean delaying) implements SessionState {
        public Active(Retry retry) {
            this(retry, false);
        }
    }

    record OpenSent(Retry retry) implements SessionState {}

    record OpenConfirm(Retry retry, Negotiated session) implements SessionState {}

    record Established(Negotiated session) implements SessionState {}

    /// @param attempts connections tried without success since the last session
    /// @param errors protocol errors in a row since the last session, for the idle hold time
    record Retry(int attempts, int errors) {
        public static final Retry NONE = new Retry(0, 0);

        Retry another() {
            return new Retry(attempts + 1, errors);
        }
    }

    /// The name as RFC 4271 spells it: `Idle`, `Connect`, `Active`, `OpenSent`, `OpenConfirm`,
    /// `Established`.
    default String label() {
        return getClass().getSimpleName();
    }
}
