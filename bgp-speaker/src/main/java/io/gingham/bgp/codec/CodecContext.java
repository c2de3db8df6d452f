package io.gingham.bgp.codec;

/// What the codec must know of a session.
///
/// @param fourOctetAs both sides announced RFC 6793
/// @param external the peer is in another AS
/// @param loopbackNextHops 127.0.0.0/8 may be a next hop: true only if the session itself runs over
///   loopback
public record CodecContext(boolean fourOctetAs, boolean external, boolean loopbackNextHops) {

    /// Before the OPEN messages are exchanged.
    public static final CodecContext INITIAL = new CodecContext(false, true, false);
}
