package io.gingham.bfd;

import io.gingham.bfd.BfdStep.Effect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the time for a session: sends at the agreed pace, with jitter, and notices the peer's
/// silence. One thread.
final class SessionDriver {

    private static final Logger log = LoggerFactory.getLogger(SessionDriver.class);

    /// An alarm that comes this much too late shows that the process stood still. What the peer
    /// sent meanwhile waits to be read, and is read before the peer is given up.
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    /// Enough to read all that waits.
    private static final long READING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final BfdTarget target;
    private final BfdClock clock;
    private final Consumer<byte[]> outlet;
    private Consumer<BfdChange> listener;
    private BfdSession session;
    private long lastSent;
    private long lastHeard;
    private @Nullable Runnable cancelSending;
    private @Nullable Runnable cancelDetection;
    private long detectionWakesAt;
    private boolean readFirst;

    /// @param outlet sends the octets to the peer
    SessionDriver(
            BfdTarget target,
            BfdSession session,
            BfdClock clock,
            Consumer<byte[]> outlet,
            Consumer<BfdChange> listener) {
        this.target = target;
        this.session = session;
        this.clock = clock;
        this.outlet = outlet;
        this.listener = listener;
    }

    BfdSession session() {
        return session;
    }

    void start() {
        sendNow(session.packet());
    }

    void received(ControlPacket packet) {
        lastHeard = clock.nanoTime();
        apply(session.received(packet));
    }

    void change(BfdConfig config) {
        boolean sameConfig = config.equals(session.config());
        apply(session.reconfigure(config));
        if (!sameConfig) {
            sendNow(session.packet());
        }
    }

    /// Says AdminDown from now on, and no more to the listener.
    void disable() {
        listener = _ -> {};
        apply(session.disable());
    }

    /// After which the peer has noticed, either by what we said or by our silence.
    Duration peersDetectionTime() {
        long interval = Math.max(session.transmitMicros(), session.desiredMinTxMicros());
        return Duration.ofNanos(interval * 1000 * session.config().multiplier());
    }

    void stop() {
        cancel(cancelSending);
        cancel(cancelDetection);
        cancelSending = null;
        cancelDetection = null;
    }

    private static void cancel(@Nullable Runnable alarm) {
        if (alarm != null) {
            alarm.run();
        }
    }

    private void apply(BfdStep step) {
        long interval = session.transmitMicros();
        session = step.next();
        step.effects().forEach(this::perform);
        if (session.transmitMicros() != interval) {
            planSending();
        }
        watchForSilence();
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Send(var packet) when packet.fin() -> outlet.accept(octets(packet));
            case Effect.Send(var packet) -> sendNow(packet);
            case Effect.Changed changed -> tell(changed);
        }
    }

    private void tell(Effect.Changed changed) {
        boolean up = changed.to() == BfdState.UP;
        if (!up && changed.from() != BfdState.UP) {
            return;
        }
        log.info(
                "BFD with {}: {} ({})",
                target,
                up ? "up" : "down",
                up ? "detection time " + session.detectionMicros() / 1000 + " ms" : changed.why());
        listener.accept(
                new BfdChange(
                        changed.to(), changed.why(), changed.failed(), changed.peerIndependent()));
    }

    private static byte[] octets(ControlPacket packet) {
        return PacketReader.write(packet);
    }

    /// Out of turn; the next one comes an interval after this.
    private void sendNow(ControlPacket packet) {
        lastSent = clock.nanoTime();
        outlet.accept(octets(packet));
        planSending();
    }

    /// The next periodic packet, counted from the last one: if the interval has become shorter, it
    /// counts at once (RFC 5880 section 6.8.3).
    private void planSending() {
        cancel(cancelSending);
        cancelSending = null;
        long interval = session.transmitMicros();
        if (interval > 0) {
            long due = lastSent + jittered(interval) * 1000;
            long wait = Math.max(0, due - clock.nanoTime());
            cancelSending = clock.schedule(wait, () -> sendNow(session.packet()));
        }
    }

    /// Shorter by up to a quarter; with a multiplier of 1 by a tenth at least (section 6.8.7).
    private long jittered(long micros) {
        double least = session.config().multiplier() == 1 ? 0.10 : 0;
        return (long) (micros * (1 - least - (0.25 - least) * clock.random()));
    }

    /// Every packet pushes the deadline back; the alarm that is set wakes early, and sleeps again.
    private void watchForSilence() {
        long silence = session.detectionMicros() * 1000;
        if (silence == 0) {
            cancel(cancelDetection);
            cancelDetection = null;
            return;
        }
        long deadline = lastHeard + silence;
        if (cancelDetection == null || deadline - detectionWakesAt < 0) {
            cancel(cancelDetection);
            readFirst = false;
            wakeAt(deadline);
        }
    }

    private void wakeAt(long moment) {
        detectionWakesAt = moment;
        cancelDetection =
                clock.schedule(Math.max(0, moment - clock.nanoTime()), this::lookForSilence);
    }

    private void lookForSilence() {
        cancelDetection = null;
        long now = clock.nanoTime();
        long deadline = lastHeard + session.detectionMicros() * 1000;
        if (deadline - now > 0) {
            readFirst = false;
            wakeAt(deadline);
        } else if (!readFirst && now - detectionWakesAt > LATE_NANOS) {
            readFirst = true;
            wakeAt(now + READING_NANOS);
        } else {
            readFirst = false;
            apply(session.detectionTimeExpired());
        }
    }

    BfdStatus status() {
        return new BfdStatus(
                target,
                session.state(),
                session.remote().state(),
                session.diagnostic(),
                Duration.ofNanos(session.transmitMicros() * 1000),
                Duration.ofNanos(session.detectionMicros() * 1000),
                session.remote().independent());
    }
}
