package io.gingham.agent.bgp;

import io.gingham.bgp.speaker.PeerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a node that has started waits for before it takes pods: peers that have a session with it
/// and are still telling. One that is away, for however long, is no reason.
final class StartUp {

    /// A peer that is there has a session by then: two connect retries.
    static final Duration ABSENT = Duration.ofSeconds(15);

    private StartUp() {}

    /// @param since the speaker's start
    /// @return a sentence; empty if there is nothing to wait for
    static Optional<String> waitsFor(Duration since, Supplier<List<PeerStatus>> peers) {
        if (since.compareTo(ABSENT) < 0) {
            return Optional.of("BGP has not converged yet");
        }
        String telling =
                peers.get().stream()
                        .filter(peer -> peer.awaited() && peer.established())
                        .map(PeerStatus::name)
                        .collect(Collectors.joining(", "));
        return telling.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "BGP has not converged yet: still telling their routes are " + telling);
    }
}
