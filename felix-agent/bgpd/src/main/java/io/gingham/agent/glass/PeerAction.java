package io.gingham.agent.glass;

/// What an operator can do with a peer.
public enum PeerAction {
    /// No session until ENABLE.
    SHUTDOWN,
    ENABLE,
    /// A new session.
    RESET,
    /// The peer is asked for its routes (RFC 2918).
    REFRESH_IN,
    /// The peer is told all routes again.
    REFRESH_OUT
}
