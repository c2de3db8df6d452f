package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.SWITCH;
import static io.gingham.bgp.interop.PeerNetwork.UPLINK;

import java.nio.file.Path;

/// A network with one BIRD, whose session each test writes in BIRD's own words.
final class BirdLink implements AutoCloseable {

    static final String OURS = PeerNetwork.OURS.address();
    static final String BIRDS = FIRST.address();
    static final String OURS_V6 = PeerNetwork.OURS.address6();
    static final String BIRDS_V6 = FIRST.address6();

    /// Link-local.
    static final String OURS_LINK = "fe80::1:1";

    static final String BIRDS_LINK = "fe80::1:2";

    private final PeerNetwork network;
    private final BirdPeer bird;
    private String protocols = "";

    BirdLink(Path folder) {
        network = new PeerNetwork(folder);
        bird = (BirdPeer) network.peer(PeerKind.BIRD, FIRST);
        PeerNetwork.address(PeerNetwork.OURS, OURS_LINK + "/64", SWITCH);
        PeerNetwork.address(FIRST, BIRDS_LINK + "/64", UPLINK);
    }

    /// For the next start.
    ///
    /// @param whole protocols beside BGP
    void also(String whole) {
        protocols = whole;
    }

    /// @param session the body of a BGP protocol that speaks IPv4
    void start(String session, String... options) {
        startWith(session + " ipv4 { import all; export all; };", options);
    }

    /// @param session the body of a BGP protocol with its channels
    void startWith(String session, String... options) {
        bird.startSession(session, protocols, options);
    }

    /// kill -9.
    void kill() {
        bird.kill();
    }

    /// To BIRD's process; the kernel goes on to answer for it.
    void signal(String name) {
        bird.signal(name);
    }

    /// The cable loses all packets, and neither end is told.
    void cut() {
        network.cut(FIRST);
    }

    void mend() {
        network.mend(FIRST);
    }

    String birdc(String... command) {
        return bird.birdc(command);
    }

    /// One of the TCP counters of both kernels' ends, as `TCPMD5Failure`.
    long tcpCounter(String name) {
        return network.tcpCounter(name);
    }

    @Override
    public void close() {
        network.close();
    }
}
