package io.gingham.bench.bgp;

import java.util.ArrayList;
import java.util.List;

/// What the speaker under test is to be configured with. It is AS 65000 at 10.9.0.1, waits for all
/// its peers to connect, and takes and tells everything.
record SpeakerLayout(List<Peer> peers) {

    SpeakerLayout {
        peers = List.copyOf(peers);
    }

    /// @param client a route reflector's client (RFC 4456), of the speaker's own AS
    record Peer(int address, long asn, boolean client) {

        String text() {
            return BenchNet.text(address);
        }
    }

    /// External feeders AS 65001 and on, and one external receiver.
    static SpeakerLayout feedersAndReceiver(int feeders) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < feeders; i++) {
            peers.add(new Peer(BenchNet.feeder(i), feederAs(i), false));
        }
        peers.add(new Peer(BenchNet.receiver(0), RECEIVER_AS, false));
        return new SpeakerLayout(peers);
    }

    static final long RECEIVER_AS = 65_100;

    static long feederAs(int number) {
        return 65_001L + number;
    }

    /// As many internal clients, the first of which feeds.
    static SpeakerLayout reflector(int clients) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            peers.add(new Peer(BenchNet.receiver(i), BenchPeer.SPEAKER_AS, true));
        }
        return new SpeakerLayout(peers);
    }
}
