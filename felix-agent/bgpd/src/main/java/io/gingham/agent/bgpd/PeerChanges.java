package io.gingham.agent.bgpd;

import io.gingham.bgp.speaker.PeerChange;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a new configuration changes, for the log.
final class PeerChanges {

    private PeerChanges() {}

    static String of(SpeakerConfig before, SpeakerConfig after) {
        Map<String, PeerConfig> old = byName(before.peers());
        Map<String, PeerConfig> now = byName(after.peers());
        List<String> changes = new ArrayList<>();
        now.forEach(
                (name, peer) -> {
                    if (!old.containsKey(name)) {
                        changes.add(name + " is new");
                    } else if (!peer.equals(old.get(name))) {
                        changes.add(name + " is changed" + what(old.get(name), peer));
                    }
                });
        old.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> changes.add(name + " is gone"));
        different("listen", before.listen(), after.listen(), changes);
        different("requirePolicy", before.denyWithoutPolicy(), after.denyWithoutPolicy(), changes);
        different("clusterId", before.clusterId(), after.clusterId(), changes);
        different("alwaysCompareMed", med(before), med(after), changes);
        different("multipath", paths(before), paths(after), changes);
        different("asPathRelax", relaxed(before), relaxed(after), changes);
        different("bmp", before.monitoring(), after.monitoring(), changes);
        return "the new configuration is in force; "
                + (changes.isEmpty() ? "the peers are as before" : String.join(", ", changes));
    }

    private static boolean med(SpeakerConfig config) {
        return config.decision().alwaysCompareMed();
    }

    private static int paths(SpeakerConfig config) {
        return config.decision().multipath();
    }

    private static boolean relaxed(SpeakerConfig config) {
        return config.decision().asPathRelax();
    }

    private static void different(String key, Object before, Object after, List<String> changes) {
        if (!before.equals(after)) {
            changes.add(key + " is changed");
        }
    }

    /// The keys, where the peer is the same.
    private static String what(@Nullable PeerConfig before, PeerConfig after) {
        if (before == null) {
            return "";
        }
        PeerChange change = PeerChange.between(before, after);
        Stream<String> place =
                Stream.of(
                                before.remoteAs().equals(after.remoteAs()) ? "" : "asn",
                                before.localAs().equals(after.localAs()) ? "" : "localAsn",
                                before.address().equals(after.address()) ? "" : "address")
                        .filter(key -> !key.isEmpty());
        String keys =
                Stream.concat(
                                place,
                                Stream.of(change.now(), change.later(), change.anew())
                                        .flatMap(List::stream))
                        .collect(Collectors.joining(", "));
        return keys.isEmpty() ? "" : " (" + keys + ")";
    }

    private static Map<String, PeerConfig> byName(List<PeerConfig> peers) {
        Map<String, PeerConfig> named = new TreeMap<>();
        peers.forEach(peer -> named.put(peer.name(), peer));
        return named;
    }
}
