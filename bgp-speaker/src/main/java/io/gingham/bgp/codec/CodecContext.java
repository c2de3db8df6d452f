package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import java.util.Set;

/// What the codec must know of a session.
///
/// @param fourOctetAs both sides announced RFC 6793
/// @param loopbackNextHops 127.0.0.0/8 may be a next hop: true only if the session itself runs over
///   loopback
/// @param in what the peer may send
/// @param out what it understands
/// @param inSession what is decoded goes into a RIB, so it is judged as a whole: next hops in
///   MP_REACH_NLRI too, and whether all prefixes were found (RFC 7606 section 5.2). Whoever only
///   takes a message apart wants to know of each attribute by itself
public record CodecContext(
        boolean fourOctetAs,
        PeerKind peer,
        boolean loopbackNextHops,
        Direction in,
        Direction out,
        boolean inSession) {

    /// Before the OPEN messages are exchanged.
    public static final CodecContext INITIAL = new CodecContext(false, true, false);

    /// Where the peer stands.
    public enum PeerKind {
        INTERNAL,
        EXTERNAL,
        /// Another member AS of our confederation (RFC 5065).
        CONFEDERATION,
        /// Another AS of one administrative domain: LOCAL_PREF and such pass (OAD).
        ONE_DOMAIN;

        boolean takesInternalAttributes() {
            return this != EXTERNAL;
        }
    }

    /// What holds for the messages of one direction.
    ///
    /// @param extendedMessages they may have 65,535 octets (RFC 8654): whoever receives them must
    ///   have announced it
    /// @param addPath families whose prefixes have path identifiers (RFC 7911)
    public record Direction(boolean extendedMessages, Set<AddressFamily> addPath) {

        public static final Direction PLAIN = new Direction(false, Set.of());

        public Direction {
            addPath = Set.copyOf(addPath);
        }

        /// In octets.
        public int maxMessage() {
            return extendedMessages
                    ? MessageFraming.MAX_EXTENDED_MESSAGE
                    : MessageFraming.MAX_MESSAGE;
        }
    }

    /// Nothing but RFC 4271 and 6793.
    public CodecContext(boolean fourOctetAs, boolean external, boolean loopbackNextHops) {
        this(
                fourOctetAs,
                external ? PeerKind.EXTERNAL : PeerKind.INTERNAL,
                loopbackNextHops,
                Direction.PLAIN,
                Direction.PLAIN,
                false);
    }

    /// For the messages of an agreed session.
    public CodecContext ofSession() {
        return new CodecContext(fourOctetAs, peer, loopbackNextHops, in, out, true);
    }

    public CodecContext with(Direction newIn, Direction newOut) {
        return new CodecContext(fourOctetAs, peer, loopbackNextHops, newIn, newOut, inSession);
    }
}
