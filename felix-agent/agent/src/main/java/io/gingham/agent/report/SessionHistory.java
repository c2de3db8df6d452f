package io.gingham.agent.report;

import io.gingham.bgp.speaker.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Since when each session is up or down, from looks at all of them; a session that was down
/// between two looks has been down. For one thread.
final class SessionHistory {

    /// Sessions come up within two connect retries; before, it is no news that one is not.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Seen> seen = new HashMap<>();

    /// @param said that it is down has been told
    private record Seen(boolean up, Instant since, long flaps, boolean said) {}

    /// A session that is otherwise.
    ///
    /// @param up that it is up again
    /// @param away how long it was down, or has been
    record Change(PeerStatus peer, boolean up, Duration away) {}

    /// @return what somebody should hear of
    List<Change> look(List<PeerStatus> peers, Instant time) {
        Instant now = time.truncatedTo(ChronoUnit.SECONDS);
        Set<String> names = peers.stream().map(PeerStatus::name).collect(Collectors.toSet());
        seen.keySet().retainAll(names);
        List<Change> changes = new ArrayList<>();
        for (PeerStatus peer : peers) {
            Seen before = seen.get(peer.name());
            seen.put(
                    peer.name(),
                    before == null ? first(peer, now) : next(peer, before, now, changes));
        }
        return changes;
    }

    private static Seen first(PeerStatus peer, Instant now) {
        return new Seen(
                peer.established(),
                now.minusSeconds(peer.uptime().toSeconds()),
                peer.flaps(),
                false);
    }

    private static Seen next(PeerStatus peer, Seen before, Instant now, List<Change> changes) {
        boolean ended = peer.flaps() != before.flaps();
        Duration away = before.up() ? Duration.ZERO : Duration.between(before.since(), now);
        if (peer.established()) {
            if (ended || before.said()) {
                changes.add(new Change(peer, true, away));
            }
            return before.up() && !ended
                    ? before
                    : new Seen(
                            true, now.minusSeconds(peer.uptime().toSeconds()), peer.flaps(), false);
        }
        Instant since = before.up() ? now : before.since();
        boolean news = !before.said() && (ended || away.compareTo(PATIENCE) >= 0);
        if (news) {
            changes.add(new Change(peer, false, away));
        }
        return new Seen(false, since, peer.flaps(), before.said() || news);
    }

    /// When the session was first seen in the state it is in.
    ///
    /// @throws IllegalArgumentException if it was not among those looked at last
    Instant since(String name) {
        Seen found = seen.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no session '" + name + "' among " + seen.keySet());
        }
        return found.since();
    }

    /// Down for so long that it is no start, and no restart, any more.
    boolean isMissed(PeerStatus peer, Instant now) {
        return !peer.established()
                && Duration.between(since(peer.name()), now).compareTo(PATIENCE) >= 0;
    }
}
