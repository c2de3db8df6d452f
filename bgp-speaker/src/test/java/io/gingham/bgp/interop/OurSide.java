package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerNetwork.FIRST;
import static io.gingham.bgp.interop.PeerNetwork.OTHERS;
import static io.gingham.bgp.interop.PeerNetwork.OURS;

import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.TestSpeaker;
import io.gingham.value.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// Our end of the sessions with foreign speakers.
final class OurSide {

    /// The session with [PeerNetwork#FIRST] and [PeerNetwork#SECOND].
    static final String TO_FIRST = "to-" + FIRST.address();

    static final String TO_SECOND = "to-" + PeerNetwork.SECOND.address();

    static final String BLOCK = "10.1.0.0/26";
    static final String SECOND_BLOCK = "10.1.0.64/26";
    static final String BLOCK_V6 = "2001:db8:1::/64";

    private static final int PORT = 179;

    private OurSide() {}

    /// Both families, over IPv4.
    static PeerConfig peer(PeerNetwork.Place place, long as) {
        return TestSpeaker.peer(OURS.address(), place.address(), PORT, as)
                .withFamilies(PeerFamilies.both(IpAddress.parse(OURS.address6())));
    }

    static SpeakerConfig config(PeerConfig... peers) {
        return TestSpeaker.config(OURS.address(), PORT, PeerScript.OUR_AS, peers);
    }

    /// One external peer at [PeerNetwork#FIRST].
    static SpeakerConfig external(UnaryOperator<PeerConfig> change) {
        return config(change.apply(peer(FIRST, PeerScript.AS)));
    }

    static SpeakerConfig external() {
        return external(peer -> peer);
    }

    static SpeakerConfig overIpv6() {
        PeerConfig peer =
                TestSpeaker.peer(OURS.address6(), FIRST.address6(), PORT, PeerScript.AS)
                        .withFamilies(PeerFamilies.both());
        return config(peer)
                .withListen(
                        new InetSocketAddress(
                                IpAddress.parse(OURS.address6()).toInetAddress(), PORT));
    }

    /// Routes are kept for a while after the restart time.
    static SpeakerConfig longLived() {
        return external(
                peer ->
                        peer.withGracefulRestart(
                                GracefulRestartConfig.DEFAULT
                                        .withRestartTime(
                                                Duration.ofSeconds(PeerScript.SHORT_RESTART))
                                        .withLongLived(Duration.ofSeconds(PeerScript.LONG_LIVED))));
    }

    /// The second speaker of ours, which speaks IPv4 with the first foreign one.
    static SpeakerConfig other(long as, long theirs) {
        return TestSpeaker.config(
                OTHERS.address(),
                PORT,
                as,
                TestSpeaker.peer(OTHERS.address(), FIRST.address(), PORT, theirs));
    }

    static void await(String what, BooleanSupplier condition) {
        Await.until(what, TestSpeaker.LIMIT, condition);
    }

    /// Until the foreign speaker has that many paths to it.
    static List<SeenPath> awaitPaths(PeerDaemon peer, String prefix, int count) {
        await(
                count + " paths to " + prefix + " at " + peer.place().namespace(),
                () -> peer.paths(prefix).size() == count);
        return peer.paths(prefix);
    }

    static SeenPath awaitPath(PeerDaemon peer, String prefix) {
        return awaitPaths(peer, prefix, 1).getFirst();
    }

    /// Both ends of the session with [PeerNetwork#FIRST] agree that it is up.
    static void awaitSession(TestSpeaker ours, PeerDaemon peer) {
        ours.awaitEstablished();
        await("the peer says so too", peer::established);
    }
}
