package io.gingham.bgp.speaker;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;

/// A peer as it is now.
///
/// @param routerId as the session's OPEN said it; empty before
/// @param state as RFC 4271 spells it: `Idle`, `Connect`, `Active`, `OpenSent`, `OpenConfirm`,
///   `Established`; [#SHUT_DOWN] if the operator wants no session
/// @param uptime of the Established session, else zero
/// @param tableAfter how long after the session was Established the peer's End-of-RIB came, of all
///   families; empty as long as it has not
/// @param flaps Established sessions that ended since the peer was configured
/// @param received prefixes in the Adj-RIB-In, before any filter; stale ones too
/// @param accepted those of them that passed our rules and the import filter
/// @param advertised prefixes in the Adj-RIB-Out
/// @param messagesIn of all connections since the peer was configured
/// @param messagesOut likewise
/// @param backlogOctets sent by us and not yet taken by the peer's side
/// @param holdTimeLeft until the session ends for the peer's silence; empty without a hold timer
/// @param bfdUp whether the peer's BFD session is up; empty if none is configured
/// @param awaited no route is selected after our restart before the peer has told its own
/// @param lastError why the last session ended or the last attempt since then failed; empty if
///   neither happened, and on the first session
public record PeerStatus(
        String name,
        IpAddress address,
        AsNumber remoteAs,
        Optional<RouterId> routerId,
        String state,
        Duration uptime,
        Optional<Duration> tableAfter,
        long flaps,
        int received,
        int accepted,
        int advertised,
        MessageCounts messagesIn,
        MessageCounts messagesOut,
        long backlogOctets,
        Optional<Duration> holdTimeLeft,
        Optional<Boolean> bfdUp,
        boolean awaited,
        String lastError) {

    public static final String SHUT_DOWN = "Idle (Admin)";

    public boolean established() {
        return state.equals("Established");
    }
}
