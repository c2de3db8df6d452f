package io.gingham.bfd;

/// Octets to a packet and back. The checks are those of RFC 5880 section 6.8.6 that need no session
/// to be known, in its order.
final class PacketReader {

    static final int VERSION = 1;
    static final int LENGTH = 24;

    /// The mandatory section, and of the authentication section the two octets that say what
    /// follows.
    private static final int LENGTH_WITH_AUTHENTICATION = 26;

    private static final int POLL = 0x20;
    private static final int FINAL = 0x10;
    private static final int INDEPENDENT = 0x08;
    private static final int AUTHENTICATED = 0x04;
    private static final int DEMAND = 0x02;
    private static final int MULTIPOINT = 0x01;

    private PacketReader() {}

    /// What the octets are.
    sealed interface Reading {

        /// @param authenticated an authentication section is there, which must be looked at after a
        ///   session has been found
        record Sound(ControlPacket packet, boolean authenticated) implements Reading {}

        record Discarded(Flaw flaw) implements Reading {}
    }

    /// Why a packet is discarded, in the order in which RFC 5880 section 6.8.6 asks.
    enum Flaw {
        WRONG_VERSION,
        TOO_SHORT,
        LONGER_THAN_PAYLOAD,
        MULTIPLIER_ZERO,
        MULTIPOINT,
        MY_DISCRIMINATOR_ZERO,
        NO_SUCH_SESSION,
        NO_DISCRIMINATOR_IN_STATE,
        NO_SESSION_WITH_PEER,
        AUTHENTICATION_NOT_IN_USE
    }

    /// @param payload all of the UDP datagram
    static Reading read(byte[] payload) {
        // What is not there can have no right version.
        if (payload.length == 0 || (payload[0] & 0xff) >>> 5 != VERSION) {
            return new Reading.Discarded(Flaw.WRONG_VERSION);
        }
        if (payload.length < LENGTH) {
            return new Reading.Discarded(Flaw.TOO_SHORT);
        }
        int bits = payload[1] & 0xff;
        boolean authenticated = (bits & AUTHENTICATED) != 0;
        int length = payload[3] & 0xff;
        if (length < (authenticated ? LENGTH_WITH_AUTHENTICATION : LENGTH)) {
            return new Reading.Discarded(Flaw.TOO_SHORT);
        }
        if (length > payload.length) {
            return new Reading.Discarded(Flaw.LONGER_THAN_PAYLOAD);
        }
        if (payload[2] == 0) {
            return new Reading.Discarded(Flaw.MULTIPLIER_ZERO);
        }
        if ((bits & MULTIPOINT) != 0) {
            return new Reading.Discarded(Flaw.MULTIPOINT);
        }
        if (number(payload, 4) == 0) {
            return new Reading.Discarded(Flaw.MY_DISCRIMINATOR_ZERO);
        }
        return new Reading.Sound(packet(payload, bits), authenticated);
    }

    private static ControlPacket packet(byte[] payload, int bits) {
        return new ControlPacket(
                new Diagnostic(payload[0] & 0x1f),
                BfdState.of(bits >>> 6),
                (bits & POLL) != 0,
                (bits & FINAL) != 0,
                (bits & INDEPENDENT) != 0,
                (bits & DEMAND) != 0,
                payload[2] & 0xff,
                number(payload, 4),
                number(payload, 8),
                Integer.toUnsignedLong(number(payload, 12)),
                Integer.toUnsignedLong(number(payload, 16)),
                Integer.toUnsignedLong(number(payload, 20)));
    }

    static byte[] write(ControlPacket packet) {
        byte[] octets = new byte[LENGTH];
        octets[0] = (byte) ((VERSION << 5) | packet.diagnostic().code());
        octets[1] =
                (byte)
                        ((packet.state().code() << 6)
                                | (packet.poll() ? POLL : 0)
                                | (packet.fin() ? FINAL : 0)
                                | (packet.independent() ? INDEPENDENT : 0)
                                | (packet.demand() ? DEMAND : 0));
        octets[2] = (byte) packet.multiplier();
        octets[3] = LENGTH;
        put(octets, 4, packet.myDiscriminator());
        put(octets, 8, packet.yourDiscriminator());
        put(octets, 12, (int) packet.desiredMinTxMicros());
        put(octets, 16, (int) packet.requiredMinRxMicros());
        put(octets, 20, (int) packet.requiredMinEchoRxMicros());
        return octets;
    }

    private static int number(byte[] octets, int at) {
        return ((octets[at] & 0xff) << 24)
                | ((octets[at + 1] & 0xff) << 16)
                | ((octets[at + 2] & 0xff) << 8)
                | (octets[at + 3] & 0xff);
    }

    private static void put(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >>> 24);
        octets[at + 1] = (byte) (value >>> 16);
        octets[at + 2] = (byte) (value >>> 8);
        octets[at + 3] = (byte) value;
    }
}
