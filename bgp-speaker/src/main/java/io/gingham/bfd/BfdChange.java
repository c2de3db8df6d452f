package io.gingham.bfd;

/// A session went up or down.
///
/// @param state UP, DOWN, or ADMIN_DOWN
/// @param failed the way to the peer failed: it was up, and neither side wished it down (RFC 5882
///   section 3.2)
/// @param peerIndependent the peer's C bit: its BFD outlives its control plane, so a failure is one
///   of forwarding, not of a BGP daemon that restarts (RFC 5882 section 4.3)
public record BfdChange(BfdState state, Diagnostic why, boolean failed, boolean peerIndependent) {}
