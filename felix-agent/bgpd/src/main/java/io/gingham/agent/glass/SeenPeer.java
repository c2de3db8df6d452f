package io.gingham.agent.glass;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.gingham.bgp.speaker.MessageCounts;
import io.gingham.bgp.speaker.PeerStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A peer, in JSON.
///
/// @param routerId null before its OPEN
/// @param state as RFC 4271 section 8.2.2 names it
/// @param uptimeSeconds of the Established session, else 0
/// @param flaps Established sessions that ended
/// @param received prefixes, before any filter
/// @param accepted prefixes that may be used
/// @param advertised prefixes
/// @param backlogOctets written and not yet taken by the peer's side
/// @param holdTimeLeftSeconds null without a hold timer
/// @param bfdUp whether its BFD session is up; null if none is configured
/// @param awaited no route is selected after a restart before this peer has told its own
/// @param lastError empty if there was none
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeenPeer(
        String name,
        String address,
        long asn,
        @Nullable String routerId,
        String state,
        long uptimeSeconds,
        long flaps,
        int received,
        int accepted,
        int advertised,
        MessageCounts messagesIn,
        MessageCounts messagesOut,
        long backlogOctets,
        @Nullable Long holdTimeLeftSeconds,
        @Nullable Boolean bfdUp,
        boolean awaited,
        String lastError) {

    public static SeenPeer of(PeerStatus peer) {
        return new SeenPeer(
                peer.name(),
                peer.address().toString(),
                peer.remoteAs().value(),
                peer.routerId().map(Object::toString).orElse(null),
                peer.state(),
                peer.uptime().toSeconds(),
                peer.flaps(),
                peer.received(),
                peer.accepted(),
                peer.advertised(),
                peer.messagesIn(),
                peer.messagesOut(),
                peer.backlogOctets(),
                peer.holdTimeLeft().map(Duration::toSeconds).orElse(null),
                peer.bfdUp().orElse(null),
                peer.awaited(),
                peer.lastError());
    }
}
