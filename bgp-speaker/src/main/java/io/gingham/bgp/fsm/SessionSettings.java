package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a session's steps depend on besides state and event.
///
/// @param holdTimeSeconds our offer: 0 or 3..65535
/// @param passive never connects by itself
/// @param connectRetry between attempts; the first pause is at most [#FIRST_RETRY]
/// @param capabilities announced in our OPEN, without 4-octet AS, which is always there
public record SessionSettings(
        AsNumber localAs,
        RouterId routerId,
        AsNumber remoteAs,
        int holdTimeSeconds,
        boolean passive,
        Duration connectRetry,
        List<Capability> capabilities) {

    /// A peer that just went away is most often back in a moment.
    static final Duration FIRST_RETRY = Duration.ofSeconds(2);

    /// While waiting for the peer's OPEN (RFC 4271 section 8.2.2 suggests 4 minutes).
    static final Duration OPEN_HOLD_TIME = Duration.ofMinutes(4);

    /// After the first error; doubles with each more. BIRD's `error wait time` in Calico's
    /// configuration is 5 to 30 s.
    static final Duration IDLE_HOLD = Duration.ofSeconds(5);

    static final Duration MAX_IDLE_HOLD = Duration.ofSeconds(30);

    public SessionSettings {
        capabilities = List.copyOf(capabilities);
    }

    public boolean external() {
        return !localAs.equals(remoteAs);
    }

    Open open() {
        List<Capability> all = new ArrayList<>(capabilities);
        all.add(new FourOctetAs(localAs));
        AsNumber shown = localAs.fitsTwoOctets() ? localAs : AsNumber.AS_TRANS;
        return new Open(shown, holdTimeSeconds, routerId, all);
    }

    Duration retryAfter(int attempts) {
        return attempts <= 1 && FIRST_RETRY.compareTo(connectRetry) < 0
                ? FIRST_RETRY
                : connectRetry;
    }

    static Duration idleHold(int errors) {
        Duration hold = IDLE_HOLD.multipliedBy(1L << Math.min(Math.max(errors - 1, 0), 10));
        return hold.compareTo(MAX_IDLE_HOLD) > 0 ? MAX_IDLE_HOLD : hold;
    }
}
