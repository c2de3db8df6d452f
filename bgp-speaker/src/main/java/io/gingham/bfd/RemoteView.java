package io.gingham.bfd;

/// What the peer's last packet said of it (RFC 5880 section 6.8.1: bfd.RemoteDiscr,
/// bfd.RemoteSessionState, bfd.RemoteMinRxInterval, bfd.RemoteDemandMode), with what the detection
/// time needs.
///
/// @param discriminator 0: unknown
/// @param multiplier 0: unknown
record RemoteView(
        int discriminator,
        BfdState state,
        boolean demand,
        boolean independent,
        int multiplier,
        long desiredMinTxMicros,
        long requiredMinRxMicros) {

    /// Before the first packet.
    static final RemoteView UNKNOWN = new RemoteView(0, BfdState.DOWN, false, false, 0, 0, 1);

    static RemoteView of(ControlPacket packet) {
        return new RemoteView(
                packet.myDiscriminator(),
                packet.state(),
                packet.demand(),
                packet.independent(),
                packet.multiplier(),
                packet.desiredMinTxMicros(),
                packet.requiredMinRxMicros());
    }

    /// After a detection time of silence. Whether its BFD shares fate with its control plane is a
    /// property of the peer, and is remembered.
    RemoteView forgotten() {
        return new RemoteView(
                UNKNOWN.discriminator,
                UNKNOWN.state,
                UNKNOWN.demand,
                independent,
                UNKNOWN.multiplier,
                UNKNOWN.desiredMinTxMicros,
                UNKNOWN.requiredMinRxMicros);
    }
}
