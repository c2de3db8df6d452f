package io.gingham.bgp.speaker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/// How a peer's connections are told from a stranger's. The kernel does both: what is wrong never
/// reaches us.
///
/// @param password of TCP-MD5 (RFC 2385): every segment is signed with it
/// @param hops of GTSM (RFC 5082), 1..254: packets that came from farther away are dropped, 1 is a
///   neighbour on the link. Ours are sent with a TTL of 255
public record PeerSecurity(Optional<Password> password, OptionalInt hops) {

    public static final PeerSecurity NONE = new PeerSecurity(Optional.empty(), OptionalInt.empty());

    public PeerSecurity {
        if (hops.isPresent() && (hops.getAsInt() < 1 || hops.getAsInt() > 254)) {
            throw new IllegalArgumentException(
                    "TTL security over " + hops.getAsInt() + " hops is not in 1..254 (RFC 5082)");
        }
    }

    /// Shown nowhere.
    ///
    /// @param text 1..80 octets of UTF-8, the most that Linux takes
    public record Password(String text) {
        public Password {
            int octets = text.getBytes(StandardCharsets.UTF_8).length;
            if (octets < 1 || octets > 80) {
                throw new IllegalArgumentException(
                        "a TCP-MD5 password has 1..80 octets, not " + octets);
            }
        }

        byte[] key() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "(hidden)";
        }
    }

    public PeerSecurity withPassword(String text) {
        return new PeerSecurity(Optional.of(new Password(text)), hops);
    }

    public PeerSecurity withHops(int newHops) {
        return new PeerSecurity(password, OptionalInt.of(newHops));
    }

    boolean isNone() {
        return equals(NONE);
    }
}
