package io.gingham.bgp.speaker;

import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;

/// A peer as it is now.
///
/// @param state as RFC 4271 spells it: `Idle`, `Connect`, `Active`, `OpenSent`, `OpenConfirm`,
///   `Established`
/// @param uptime of the Established session, else zero
/// @param prefixesReceived in the Adj-RIB-In, before any filter; stale ones too
/// @param prefixesAdvertised in the Adj-RIB-Out
/// @param lastError why the last session ended or the last attempt failed; empty if neither
///   happened yet
public record PeerStatus(
        String name,
        IpAddress address,
        AsNumber remoteAs,
        String state,
        Duration uptime,
        int prefixesReceived,
        int prefixesAdvertised,
        String lastError) {

    public boolean established() {
        return state.equals("Established");
    }
}
