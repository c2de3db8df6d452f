package io.gingham.agent.report;

import io.gingham.bgp.speaker.MessageCounts;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;

/// Sessions as a speaker shows them.
final class Peers {

    private Peers() {}

    static PeerStatus up(String name, Duration uptime, long flaps) {
        return of(name, "Established", uptime, flaps, "");
    }

    static PeerStatus down(String name, long flaps, String why) {
        return of(name, "Active", Duration.ZERO, flaps, why);
    }

    private static PeerStatus of(
            String name, String state, Duration uptime, long flaps, String why) {
        boolean isUp = state.equals("Established");
        int prefixes = isUp ? 10 : 0;
        return new PeerStatus(
                name,
                IpAddress.parse("192.0.2.254"),
                new AsNumber(65002),
                Optional.empty(),
                state,
                uptime,
                Optional.empty(),
                flaps,
                prefixes,
                prefixes,
                prefixes,
                MessageCounts.NONE,
                MessageCounts.NONE,
                0,
                Optional.empty(),
                Optional.of(isUp),
                false,
                why);
    }
}
