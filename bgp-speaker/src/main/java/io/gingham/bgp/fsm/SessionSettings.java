package io.gingham.bgp.fsm;

import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.FourOctetAs;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a session's steps depend on besides state and event.
///
/// @param remoteAs absent: any but ours
/// @param passive never connects by itself
/// @param strictRole a peer without a role is refused (RFC 9234 section 4.2)
/// @param capabilities announced in our OPEN, without 4-octet AS, which is always there
public record SessionSettings(
        AsNumber localAs,
        RouterId routerId,
        Optional<AsNumber> remoteAs,
        boolean passive,
        boolean strictRole,
        SessionTimes times,
        List<Capability> capabilities) {

    public SessionSettings {
        capabilities = List.copyOf(capabilities);
    }

    /// With a peer whose AS number is known beforehand.
    public SessionSettings(
            AsNumber localAs,
            RouterId routerId,
            AsNumber remoteAs,
            boolean passive,
            boolean strictRole,
            SessionTimes times,
            List<Capability> capabilities) {
        this(localAs, routerId, Optional.of(remoteAs), passive, strictRole, times, capabilities);
    }

    public boolean external() {
        return !remoteAs.equals(Optional.of(localAs));
    }

    Open open() {
        List<Capability> all = new ArrayList<>(capabilities);
        all.add(new FourOctetAs(localAs));
        AsNumber shown = localAs.fitsTwoOctets() ? localAs : AsNumber.AS_TRANS;
        return new Open(shown, times.holdTimeSeconds(), routerId, all);
    }

    /// What we announce of that kind.
    <T extends Capability> Optional<T> capability(Class<T> kind) {
        return capabilities.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
