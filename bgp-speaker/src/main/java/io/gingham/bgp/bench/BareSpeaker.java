package io.gingham.bgp.bench;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Gingham's speaker and nothing else, in a process of its own: takes and tells everything.
final class BareSpeaker {

    private BareSpeaker() {}

    /// @param peers each `ADDRESS/AS`, or `ADDRESS/AS/client` for a reflector's client
    public static void main(String[] peers) throws InterruptedException {
        List<PeerConfig> configs = new ArrayList<>();
        for (String peer : peers) {
            String[] words = peer.split("/");
            PeerConfig config =
                    PeerConfig.of(
                                    words[0],
                                    IpAddress.parse(words[0]),
                                    new AsNumber(Long.parseLong(words[1])))
                            .withPassive(true);
            boolean client = words.length == 3;
            configs.add(config.withRelation(config.relation().withReflectorClient(client)));
        }
        BgpSpeaker speaker =
                BgpSpeaker.start(
                        SpeakerConfig.of(
                                new AsNumber(BenchPeer.SPEAKER_AS),
                                RouterId.of(IpAddress.ipv4(BenchNet.SPEAKER)),
                                new InetSocketAddress(BenchPeer.SPEAKER, BenchNet.PORT),
                                configs),
                        BgpSpeaker.NOBODY);
        speaker.originate(Set.of());
        Thread.currentThread().join();
    }
}
