package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/// The links that peers are sought on, and who was found there. Not safe for several threads.
final class UnnumberedPeers {

    private final PeerDiscovery discovery;
    private final BiConsumer<String, IpAddress> found;
    private final Map<String, Runnable> watches = new HashMap<>();
    private final Map<String, IpAddress> addresses = new HashMap<>();

    /// @param found told the link and the peer's address there, on the discovery's thread
    UnnumberedPeers(PeerDiscovery discovery, BiConsumer<String, IpAddress> found) {
        this.discovery = discovery;
        this.found = found;
    }

    /// Looks on all links where peers of the configuration are sought.
    ///
    /// @throws SpeakerException CANNOT_DISCOVER; then it looks where it did before
    void watch(SpeakerConfig config) {
        Set<String> begun = new HashSet<>();
        try {
            for (String link : links(config)) {
                if (!watches.containsKey(link)) {
                    watches.put(
                            link, discovery.watch(link, address -> found.accept(link, address)));
                    begun.add(link);
                }
            }
        } catch (RuntimeException e) {
            begun.forEach(this::forget);
            throw e;
        }
    }

    /// Looks no longer where the configuration has no such peer.
    void prune(SpeakerConfig config) {
        Set<String> gone = new HashSet<>(watches.keySet());
        gone.removeAll(links(config));
        gone.forEach(this::forget);
    }

    private void forget(String link) {
        Runnable end = watches.remove(link);
        if (end != null) {
            end.run();
        }
        addresses.remove(link);
    }

    void close() {
        Set.copyOf(watches.keySet()).forEach(this::forget);
    }

    /// @return true if that is new
    boolean learn(String link, IpAddress address) {
        return watches.containsKey(link) && !address.equals(addresses.put(link, address));
    }

    /// The configuration with the addresses that are known. A peer that would be in another's place
    /// stays without.
    SpeakerConfig resolve(SpeakerConfig config) {
        Set<String> taken =
                config.peers().stream()
                        .map(peer -> peer.endpoint().label())
                        .collect(Collectors.toSet());
        return config.withPeers(config.peers().stream().map(peer -> resolve(peer, taken)).toList());
    }

    private PeerConfig resolve(PeerConfig peer, Set<String> taken) {
        PeerEndpoint endpoint = peer.endpoint();
        IpAddress address = endpoint.isSought() ? addresses.get(endpoint.label()) : null;
        if (address == null) {
            return peer;
        }
        PeerEndpoint there = endpoint.withAddress(address);
        return taken.contains(there.label()) ? peer : peer.withEndpoint(there);
    }

    private static Set<String> links(SpeakerConfig config) {
        return config.peers().stream()
                .map(PeerConfig::endpoint)
                .filter(PeerEndpoint::isSought)
                .map(PeerEndpoint::label)
                .collect(Collectors.toSet());
    }
}
