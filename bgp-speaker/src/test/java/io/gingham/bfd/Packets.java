package io.gingham.bfd;

import java.time.Duration;
import java.util.List;

/// Packets of a peer, and sessions to receive them.
final class Packets {

    static final int OURS = 0x0a0b0c0d;
    static final int THEIRS = 0x01020304;

    static final BfdConfig FAST =
            new BfdConfig(Duration.ofMillis(200), Duration.ofMillis(100), 3, false);

    private Packets() {}

    /// As a peer that wants 50 ms, takes 300 ms, and may lose 5, sends it.
    static ControlPacket from(BfdState state) {
        return new ControlPacket(
                Diagnostic.NONE,
                state,
                false,
                false,
                false,
                false,
                5,
                THEIRS,
                OURS,
                50_000,
                300_000,
                0);
    }

    static ControlPacket timers(ControlPacket packet, long desiredMinTx, long requiredMinRx) {
        return new ControlPacket(
                packet.diagnostic(),
                packet.state(),
                packet.poll(),
                packet.fin(),
                packet.independent(),
                packet.demand(),
                packet.multiplier(),
                packet.myDiscriminator(),
                packet.yourDiscriminator(),
                desiredMinTx,
                requiredMinRx,
                0);
    }

    static ControlPacket bits(ControlPacket packet, boolean independent, boolean demand) {
        return new ControlPacket(
                packet.diagnostic(),
                packet.state(),
                packet.poll(),
                packet.fin(),
                independent,
                demand,
                packet.multiplier(),
                packet.myDiscriminator(),
                packet.yourDiscriminator(),
                packet.desiredMinTxMicros(),
                packet.requiredMinRxMicros(),
                0);
    }

    static ControlPacket naming(ControlPacket packet, int yourDiscriminator) {
        return new ControlPacket(
                packet.diagnostic(),
                packet.state(),
                packet.poll(),
                packet.fin(),
                packet.independent(),
                packet.demand(),
                packet.multiplier(),
                packet.myDiscriminator(),
                yourDiscriminator,
                packet.desiredMinTxMicros(),
                packet.requiredMinRxMicros(),
                0);
    }

    static BfdSession down() {
        return BfdSession.starting(FAST, OURS);
    }

    static BfdSession init() {
        return down().received(from(BfdState.DOWN)).next();
    }

    /// With its first poll sequence running.
    static BfdSession justUp() {
        return init().received(from(BfdState.INIT)).next();
    }

    /// With timers agreed.
    static BfdSession up() {
        return justUp().received(from(BfdState.UP).asFinal()).next();
    }

    static List<ControlPacket> sent(BfdStep step) {
        return step.effects().stream()
                .filter(BfdStep.Effect.Send.class::isInstance)
                .map(effect -> ((BfdStep.Effect.Send) effect).packet())
                .toList();
    }

    static List<BfdStep.Effect.Changed> changes(BfdStep step) {
        return step.effects().stream()
                .filter(BfdStep.Effect.Changed.class::isInstance)
                .map(BfdStep.Effect.Changed.class::cast)
                .toList();
    }
}
