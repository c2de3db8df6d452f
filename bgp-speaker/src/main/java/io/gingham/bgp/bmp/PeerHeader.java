package io.gingham.bgp.bmp;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;

/// Whom a message is about (RFC 7854 section 4.2). There is one routing instance, so the peer's
/// distinguisher is always zero.
///
/// @param flags without V, which follows from the address
/// @param address of the peer; 0.0.0.0 for the Loc-RIB
/// @param micros when it was so, in microseconds since 1970; 0 if nobody knows
public record PeerHeader(
        Type type,
        int flags,
        IpAddress address,
        AsNumber asNumber,
        RouterId routerId,
        long micros) {

    /// The A flag of RFC 7854 section 4.2: AS numbers have two octets.
    private static final int LEGACY_AS = 0x20;

    public enum Type {
        GLOBAL_INSTANCE(0),
        /// RFC 9069 section 4.1.
        LOC_RIB_INSTANCE(3);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    public static PeerHeader of(IpAddress address, AsNumber asNumber, RouterId routerId) {
        return new PeerHeader(Type.GLOBAL_INSTANCE, 0, address, asNumber, routerId, 0);
    }

    /// RFC 9069 section 5.1.
    public static PeerHeader locRib(AsNumber ours, RouterId routerId) {
        return new PeerHeader(Type.LOC_RIB_INSTANCE, 0, IpAddress.ipv4(0), ours, routerId, 0);
    }

    public PeerHeader at(long newMicros) {
        return new PeerHeader(type, flags, address, asNumber, routerId, newMicros);
    }

    PeerHeader in(BmpView view) {
        return new PeerHeader(type, flags | view.flags(), address, asNumber, routerId, micros);
    }

    PeerHeader withLegacyAs() {
        return new PeerHeader(type, flags | LEGACY_AS, address, asNumber, routerId, micros);
    }
}
