package io.gingham.agent.bgpd;

import io.gingham.bgp.speaker.PeerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a new configuration changes, for the log.
final class PeerChanges {

    private PeerChanges() {}

    static String of(List<PeerConfig> before, List<PeerConfig> after) {
        Map<String, PeerConfig> old = byName(before);
        Map<String, PeerConfig> now = byName(after);
        List<String> changes = new ArrayList<>();
        now.forEach(
                (name, peer) -> {
                    if (!old.containsKey(name)) {
                        changes.add(name + " is new");
                    } else if (!peer.equals(old.get(name))) {
                        changes.add(name + " is changed");
                    }
                });
        old.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> changes.add(name + " is gone"));
        return "the new configuration is in force; "
                + (changes.isEmpty() ? "the peers are as before" : String.join(", ", changes));
    }

    private static Map<String, PeerConfig> byName(List<PeerConfig> peers) {
        Map<String, PeerConfig> named = new TreeMap<>();
        peers.forEach(peer -> named.put(peer.name(), peer));
        return named;
    }
}
