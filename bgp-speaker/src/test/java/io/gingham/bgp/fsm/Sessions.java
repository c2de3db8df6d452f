package io.gingham.bgp.fsm;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Two speakers that agree: 64512 (ours) and 64513.
final class Sessions {

    static final AsNumber OURS = new AsNumber(64512);
    static final AsNumber THEIRS = new AsNumber(64513);
    static final RouterId OUR_ID = RouterId.parse("10.0.0.1");
    static final RouterId THEIR_ID = RouterId.parse("10.0.0.2");
    static final GracefulRestart RESTART =
            new GracefulRestart(
                    false,
                    false,
                    120,
                    List.of(new PreservedFamily(AddressFamily.IPV4_UNICAST, true)));

    private Sessions() {}

    static SessionSettings settings() {
        return settings(90, false);
    }

    static SessionSettings settings(int holdTime, boolean passive) {
        return new SessionSettings(
                OURS,
                OUR_ID,
                THEIRS,
                passive,
                false,
                SessionTimes.of(holdTime, Duration.ofSeconds(5)),
                List.of(new Multiprotocol(AddressFamily.IPV4_UNICAST), RESTART));
    }

    static Open open() {
        return open(90);
    }

    static Open open(int holdTime, Capability... more) {
        List<Capability> capabilities = new ArrayList<>(List.of(more));
        capabilities.add(new FourOctetAs(THEIRS));
        return new Open(THEIRS, holdTime, THEIR_ID, capabilities);
    }

    static Negotiated agreed(Open theirs) {
        return OpenNegotiation.agree(theirs, settings());
    }
}
