package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.IdleHold;
import java.time.Duration;
import java.util.Optional;

/// The times of a session.
///
/// @param holdTime our offer, whole seconds: 0 (never reset for silence), or 3..65535
/// @param connectRetry between attempts to connect
/// @param sendHoldTime how long the peer may take nothing of what we send before the session ends
///   (RFC 9687): above the hold time, or zero for never. If absent: 8 minutes or twice the agreed
///   hold time, what is longer
/// @param delayOpen how long to wait for the peer's OPEN on a new connection before ours is sent
///   (RFC 4271 section 8.1.1), 0 (not at all) to 120 s
/// @param errorWait how long the peer is left alone after an error
/// @param flapDamping how long it is kept out whose sessions are short
public record PeerTimers(
        Duration holdTime,
        Duration connectRetry,
        Optional<Duration> sendHoldTime,
        Duration delayOpen,
        IdleHold errorWait,
        FlapDamping flapDamping) {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

    /// RFC 4271 section 10.
    public static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);

    public static final Duration DEFAULT_CONNECT_RETRY = Duration.ofSeconds(5);

    public static final PeerTimers DEFAULT =
            new PeerTimers(
                    DEFAULT_HOLD_TIME,
                    DEFAULT_CONNECT_RETRY,
                    Optional.empty(),
                    Duration.ZERO,
                    IdleHold.DEFAULT,
                    FlapDamping.DEFAULT);

    public PeerTimers {
        long hold = holdTime.toSeconds();
        if (hold < 0 || hold > 0xffff || hold == 1 || hold == 2) {
            throw new IllegalArgumentException(
                    "hold time " + hold + " s is not 0 or 3..65535 (RFC 4271)");
        }
        if (connectRetry.isNegative() || connectRetry.isZero()) {
            throw new IllegalArgumentException("the connect retry time must be above zero");
        }
        sendHoldTime.ifPresent(send -> requireAbove(send, holdTime));
        if (delayOpen.isNegative() || delayOpen.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "delay open time " + delayOpen.toSeconds() + " s is not in 0..120");
        }
    }

    private static void requireAbove(Duration send, Duration hold) {
        if (!send.isZero() && send.compareTo(hold) <= 0) {
            throw new IllegalArgumentException(
                    "send hold time "
                            + send.toSeconds()
                            + " s is not 0 or above the hold time of "
                            + hold.toSeconds()
                            + " s (RFC 9687)");
        }
    }

    public PeerTimers withHoldTime(Duration newHoldTime) {
        return new PeerTimers(
                newHoldTime, connectRetry, sendHoldTime, delayOpen, errorWait, flapDamping);
    }

    public PeerTimers withConnectRetry(Duration newConnectRetry) {
        return new PeerTimers(
                holdTime, newConnectRetry, sendHoldTime, delayOpen, errorWait, flapDamping);
    }

    public PeerTimers withSendHoldTime(Duration newSendHoldTime) {
        return new PeerTimers(
                holdTime,
                connectRetry,
                Optional.of(newSendHoldTime),
                delayOpen,
                errorWait,
                flapDamping);
    }

    public PeerTimers withDelayOpen(Duration newDelayOpen) {
        return new PeerTimers(
                holdTime, connectRetry, sendHoldTime, newDelayOpen, errorWait, flapDamping);
    }

    public PeerTimers withErrorWait(IdleHold newErrorWait) {
        return new PeerTimers(
                holdTime, connectRetry, sendHoldTime, delayOpen, newErrorWait, flapDamping);
    }

    public PeerTimers withFlapDamping(FlapDamping newDamping) {
        return new PeerTimers(
                holdTime, connectRetry, sendHoldTime, delayOpen, errorWait, newDamping);
    }
}
