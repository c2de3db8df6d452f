package io.gingham.bfd;

import io.gingham.bfd.BfdStep.Effect;
import java.util.ArrayList;
import java.util.List;

/// A session's state (RFC 5880 section 6.8.1), and what each event makes of it. Pure: no clock, no
/// socket; the driver asks for intervals and keeps the time.
///
/// @param localDiscriminator never 0, unique on this system
/// @param activeTxMicros the interval that counts for sending; until a poll sequence has ended it
///   may be shorter than the one that is announced
/// @param activeRxMicros the same for receiving; may be longer than the one that is announced
record BfdSession(
        BfdConfig config,
        int localDiscriminator,
        BfdState state,
        Diagnostic diagnostic,
        RemoteView remote,
        PollSequence poll,
        long activeTxMicros,
        long activeRxMicros) {

    /// While a session is not up (RFC 5880 section 6.8.3).
    static final long SLOW_MICROS = 1_000_000;

    static BfdSession starting(BfdConfig config, int localDiscriminator) {
        return new BfdSession(
                config,
                localDiscriminator,
                BfdState.DOWN,
                Diagnostic.NONE,
                RemoteView.UNKNOWN,
                PollSequence.NONE,
                Math.max(SLOW_MICROS, config.minTxMicros()),
                config.minRxMicros());
    }

    /// bfd.DesiredMinTxInterval.
    long desiredMinTxMicros() {
        return state == BfdState.UP
                ? config.minTxMicros()
                : Math.max(SLOW_MICROS, config.minTxMicros());
    }

    /// Between our packets, before jitter; 0: none are sent periodically (section 6.8.7).
    long transmitMicros() {
        if (remote.requiredMinRxMicros() == 0) {
            return 0;
        }
        if (remoteIsInDemandMode() && !poll.running()) {
            return 0;
        }
        return Math.max(activeTxMicros, remote.requiredMinRxMicros());
    }

    private boolean remoteIsInDemandMode() {
        return remote.demand() && state == BfdState.UP && remote.state() == BfdState.UP;
    }

    /// The longest silence of the peer (section 6.8.4); 0: nothing was heard that could be missed.
    long detectionMicros() {
        return remote.multiplier() * Math.max(activeRxMicros, remote.desiredMinTxMicros());
    }

    /// What is sent now (section 6.8.7).
    ControlPacket packet() {
        ControlPacket plain =
                new ControlPacket(
                        diagnostic,
                        state,
                        false,
                        false,
                        false,
                        false,
                        config.multiplier(),
                        localDiscriminator,
                        remote.discriminator(),
                        desiredMinTxMicros(),
                        config.minRxMicros(),
                        0);
        return poll.running() ? plain.asPoll() : plain;
    }

    /// Section 6.8.6, from where the packet is known to be sound and of this session.
    BfdStep received(ControlPacket packet) {
        BfdSession heard = with(state, diagnostic, RemoteView.of(packet));
        if (packet.fin() && poll.running()) {
            heard = heard.pollAnswered();
        }
        if (state == BfdState.ADMIN_DOWN) {
            return new BfdStep(heard, List.of());
        }
        List<Effect> effects = new ArrayList<>();
        BfdSession next = heard.follow(packet.state(), effects);
        if (packet.poll()) {
            effects.add(new Effect.Send(next.packet().asFinal()));
        }
        return new BfdStep(next, effects);
    }

    /// The three-way handshake (sections 6.2 and 6.8.6).
    private BfdSession follow(BfdState said, List<Effect> effects) {
        return switch (state) {
            case ADMIN_DOWN -> this;
            case DOWN ->
                    switch (said) {
                        case DOWN -> become(BfdState.INIT, Diagnostic.NONE, effects);
                        case INIT -> become(BfdState.UP, Diagnostic.NONE, effects);
                        case ADMIN_DOWN, UP -> this;
                    };
            case INIT ->
                    switch (said) {
                        case INIT, UP -> become(BfdState.UP, Diagnostic.NONE, effects);
                        case ADMIN_DOWN ->
                                become(BfdState.DOWN, Diagnostic.NEIGHBOR_SAID_DOWN, effects);
                        case DOWN -> this;
                    };
            case UP ->
                    switch (said) {
                        case DOWN, ADMIN_DOWN ->
                                become(BfdState.DOWN, Diagnostic.NEIGHBOR_SAID_DOWN, effects);
                        case INIT, UP -> this;
                    };
        };
    }

    /// Nothing was heard for the detection time (section 6.8.4); nothing is known of the peer any
    /// more (section 6.8.1, bfd.RemoteDiscr).
    BfdStep detectionTimeExpired() {
        List<Effect> effects = new ArrayList<>();
        BfdSession next = with(state, diagnostic, remote.forgotten());
        if (state == BfdState.INIT || state == BfdState.UP) {
            next = next.become(BfdState.DOWN, Diagnostic.DETECTION_TIME_EXPIRED, effects);
        }
        return new BfdStep(next, effects);
    }

    /// Someone here wants the session down (section 6.8.16). Packets go on, so that the peer hears
    /// of it.
    BfdStep disable() {
        List<Effect> effects = new ArrayList<>();
        BfdSession next = this;
        if (state != BfdState.ADMIN_DOWN) {
            next = become(BfdState.ADMIN_DOWN, Diagnostic.ADMINISTRATIVELY_DOWN, effects);
        }
        return new BfdStep(next, effects);
    }

    /// Other timers (section 6.8.3): what would make either side too fast or too impatient waits
    /// until the peer has answered a poll.
    BfdStep reconfigure(BfdConfig changed) {
        BfdSession renewed =
                new BfdSession(
                        changed,
                        localDiscriminator,
                        state,
                        diagnostic,
                        remote,
                        poll,
                        activeTxMicros,
                        activeRxMicros);
        boolean otherTimers =
                renewed.desiredMinTxMicros() != desiredMinTxMicros()
                        || changed.minRxMicros() != config.minRxMicros();
        return new BfdStep(otherTimers ? renewed.timersChanged() : renewed, List.of());
    }

    private BfdSession timersChanged() {
        boolean up = state == BfdState.UP;
        long tx = desiredMinTxMicros();
        long rx = config.minRxMicros();
        return new BfdSession(
                config,
                localDiscriminator,
                state,
                diagnostic,
                remote,
                poll.wanted(),
                up ? Math.min(activeTxMicros, tx) : tx,
                up ? Math.max(activeRxMicros, rx) : rx);
    }

    private BfdSession pollAnswered() {
        PollSequence next = poll.answered();
        boolean over = !next.running();
        return new BfdSession(
                config,
                localDiscriminator,
                state,
                diagnostic,
                remote,
                next,
                over ? desiredMinTxMicros() : activeTxMicros,
                over ? config.minRxMicros() : activeRxMicros);
    }

    private BfdSession become(BfdState next, Diagnostic why, List<Effect> effects) {
        boolean wished = next == BfdState.ADMIN_DOWN || remote.state() == BfdState.ADMIN_DOWN;
        boolean failed = state == BfdState.UP && !wished;
        effects.add(new Effect.Changed(state, next, why, failed, remote.independent()));
        long before = desiredMinTxMicros();
        BfdSession changed = with(next, why, remote);
        if (changed.desiredMinTxMicros() != before) {
            changed = changed.timersChanged();
        }
        // Earlier than the timer says, for the peer should know soon (section 6.8.7).
        effects.add(new Effect.Send(changed.packet()));
        return changed;
    }

    private BfdSession with(BfdState newState, Diagnostic newDiagnostic, RemoteView newRemote) {
        return new BfdSession(
                config,
                localDiscriminator,
                newState,
                newDiagnostic,
                newRemote,
                poll,
                activeTxMicros,
                activeRxMicros);
    }
}
