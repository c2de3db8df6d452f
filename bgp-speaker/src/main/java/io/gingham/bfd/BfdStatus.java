package io.gingham.bfd;

import java.time.Duration;

/// A session as people want to see it.
///
/// @param transmitInterval between our packets, before jitter; zero: none are sent
/// @param detectionTime the longest silence of the peer; zero: nothing was heard yet
public record BfdStatus(
        BfdTarget target,
        BfdState state,
        BfdState remoteState,
        Diagnostic why,
        Duration transmitInterval,
        Duration detectionTime,
        boolean peerIndependent) {}
