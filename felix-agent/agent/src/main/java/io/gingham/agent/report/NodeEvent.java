package io.gingham.agent.report;

import io.gingham.agent.report.SessionHistory.Change;
import io.gingham.bgp.speaker.PeerStatus;

/// An Event of the Node.
///
/// @param warning its type is `Warning`, else `Normal`
/// @param reason one word
/// @param object what it is about besides
public record NodeEvent(boolean warning, String reason, String object, String message) {

    /// Of the same matter.
    String series() {
        return reason + " " + object;
    }

    NodeEvent withMessage(String other) {
        return new NodeEvent(warning, reason, object, other);
    }

    static NodeEvent of(Change change) {
        PeerStatus peer = change.peer();
        String session =
                "BGP session with %s (%s, AS %s)"
                        .formatted(peer.name(), peer.address(), peer.remoteAs());
        String why = peer.lastError().isEmpty() ? "" : ": " + peer.lastError();
        if (change.up()) {
            return new NodeEvent(false, "BGPSessionUp", peer.name(), session + " is up again");
        }
        return new NodeEvent(
                true,
                "BGPSessionDown",
                peer.name(),
                change.away().isZero()
                        ? session + " went down" + why
                        : "%s has not come up for %d s%s"
                                .formatted(session, change.away().toSeconds(), why));
    }
}
