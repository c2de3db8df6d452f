package io.gingham.bgp.speaker;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.delta.Delta;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// A speaker on an address of its own, and what it told the kernel.
public final class TestSpeaker implements AutoCloseable {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    public final Map<IpPrefix, BestPath> kernel = new ConcurrentHashMap<>();
    final List<Delta<IpPrefix, BestPath>> history = new ArrayList<>();
    public final BgpSpeaker bgp;

    public TestSpeaker(SpeakerConfig config) {
        bgp = BgpSpeaker.start(config, this::install);
    }

    /// One that finds its unnumbered peers.
    public TestSpeaker(SpeakerConfig config, PeerDiscovery discovery) {
        bgp = BgpSpeaker.start(config, this::install, discovery, NextHops.ALL_NEAR);
    }

    /// One that is told of the ways to next hops.
    public TestSpeaker(SpeakerConfig config, NextHops nextHops) {
        bgp = BgpSpeaker.start(config, this::install, PeerDiscovery.NONE, nextHops);
    }

    private synchronized void install(List<Delta<IpPrefix, BestPath>> deltas) {
        history.addAll(deltas);
        for (Delta<IpPrefix, BestPath> delta : deltas) {
            switch (delta) {
                case Delta.Put(var prefix, var path) -> kernel.put(prefix, path);
                case Delta.Remove(var prefix) -> kernel.remove(prefix);
            }
        }
    }

    public synchronized List<Delta<IpPrefix, BestPath>> history() {
        return List.copyOf(history);
    }

    public static SpeakerConfig config(String address, int port, long asn, PeerConfig... peers) {
        return SpeakerConfig.of(
                new AsNumber(asn),
                RouterId.of(IpAddress.parse(address)),
                new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port),
                List.of(peers));
    }

    public static PeerConfig peer(String local, String address, int port, long asn) {
        return PeerConfig.of("to-" + address, IpAddress.parse(address), new AsNumber(asn))
                .withPort(port)
                .withLocalAddress(IpAddress.parse(local))
                .withTimes(Duration.ofSeconds(90), Duration.ofMillis(300));
    }

    public void originate(String... prefixes) {
        bgp.originate(Set.of(prefixes).stream().map(IpPrefix::parse).collect(Collectors.toSet()));
    }

    public PeerStatus peer(String name) {
        return bgp.peers().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    public void awaitEstablished() {
        Await.until(
                "all sessions of " + bgp.listening() + " established",
                LIMIT,
                () -> bgp.peers().stream().allMatch(PeerStatus::established));
    }

    public void awaitRoute(String prefix) {
        Await.until(
                "a route to " + prefix + " in " + bgp.listening(),
                LIMIT,
                () -> kernel.containsKey(IpPrefix.parse(prefix)));
    }

    public void awaitNoRoute(String prefix) {
        Await.until(
                "no route to " + prefix, LIMIT, () -> !kernel.containsKey(IpPrefix.parse(prefix)));
    }

    @Override
    public void close() {
        bgp.close();
    }
}
