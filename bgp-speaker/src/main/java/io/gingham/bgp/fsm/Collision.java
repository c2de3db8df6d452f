package io.gingham.bgp.fsm;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;

/// Which of two connections to one peer lives (RFC 4271 section 6.8, with RFC 6286 section 2.3 for
/// equal router IDs).
public enum Collision {
    KEEP_OURS,
    KEEP_THEIRS;

    /// The connection that the side with the higher router ID made is kept; if they are equal, that
    /// of the higher AS. Both sides come to the same end without talking.
    public static Collision resolve(
            RouterId localId, AsNumber localAs, RouterId peerId, AsNumber peerAs) {
        int byId = localId.compareTo(peerId);
        int order = byId != 0 ? byId : localAs.compareTo(peerAs);
        return order > 0 ? KEEP_OURS : KEEP_THEIRS;
    }
}
