package io.gingham.bfd;

/// The mandatory section of a BFD Control packet (RFC 5880 section 4.1), version 1, without
/// authentication.
///
/// @param poll the sender wants an answer with [#fin] at once
/// @param fin the answer to a poll
/// @param independent the C bit: the sender's BFD does not share fate with its control plane
/// @param demand the sender wants no periodic packets
/// @param multiplier 1..255
/// @param myDiscriminator 32 bits, never 0: the sender's name of the session
/// @param yourDiscriminator 32 bits: the receiver's name of it, 0 if unknown
/// @param desiredMinTxMicros unsigned 32 bits
/// @param requiredMinRxMicros unsigned 32 bits; 0: the sender wants no periodic packets
/// @param requiredMinEchoRxMicros unsigned 32 bits; 0: no echo packets
record ControlPacket(
        Diagnostic diagnostic,
        BfdState state,
        boolean poll,
        boolean fin,
        boolean independent,
        boolean demand,
        int multiplier,
        int myDiscriminator,
        int yourDiscriminator,
        long desiredMinTxMicros,
        long requiredMinRxMicros,
        long requiredMinEchoRxMicros) {

    private static final long LARGEST = 0xffff_ffffL;

    ControlPacket {
        if (multiplier < 1 || multiplier > 255) {
            throw new IllegalArgumentException("multiplier " + multiplier + " is not in 1..255");
        }
        if (myDiscriminator == 0) {
            throw new IllegalArgumentException("my discriminator is 0");
        }
        require(desiredMinTxMicros);
        require(requiredMinRxMicros);
        require(requiredMinEchoRxMicros);
    }

    private static void require(long micros) {
        if (micros < 0 || micros > LARGEST) {
            throw new IllegalArgumentException(micros + " µs do not fit in 32 bits");
        }
    }

    /// The answer to a poll has the same content otherwise.
    ControlPacket asFinal() {
        return withBits(false, true);
    }

    ControlPacket asPoll() {
        return withBits(true, false);
    }

    private ControlPacket withBits(boolean newPoll, boolean newFinal) {
        return new ControlPacket(
                diagnostic,
                state,
                newPoll,
                newFinal,
                independent,
                demand,
                multiplier,
                myDiscriminator,
                yourDiscriminator,
                desiredMinTxMicros,
                requiredMinRxMicros,
                requiredMinEchoRxMicros);
    }
}
