package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.MonitoredPeer;
import io.gingham.bgp.bmp.PeerHeader;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.rib.RibPeer;

/// What collectors of BMP are told of an Established session.
final class SessionForMonitor {

    private SessionForMonitor() {}

    static MonitoredPeer of(
            RibPeer peer, Negotiated negotiated, ConnectionFacts connection, Timers timers) {
        return new MonitoredPeer(
                peer.name(),
                PeerHeader.of(peer.address(), negotiated.peerAs(), negotiated.peerId())
                        .at(timers.epochMicros()),
                peer.localAddress(),
                connection.localPort(),
                connection.remotePort(),
                connection.openSent(),
                connection.openReceived(),
                negotiated.families(),
                negotiated.in().addPath(),
                negotiated.out().addPath(),
                !negotiated.fourOctetAs());
    }
}
