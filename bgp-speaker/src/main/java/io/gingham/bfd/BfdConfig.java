package io.gingham.bfd;

import java.time.Duration;

/// What we offer a peer.
///
/// @param minRx the shortest time between two of its packets that we can bear: 10 ms to 1 hour
/// @param minTx the shortest time between two of ours: 10 ms to 1 hour; 1 s at least while the
///   session is not up (RFC 5880 section 6.8.3)
/// @param multiplier so many packets may be lost before the peer gives us up: 1..255
/// @param multihop the peer is not on our link: port 4784, any TTL (RFC 5883)
public record BfdConfig(Duration minRx, Duration minTx, int multiplier, boolean multihop) {

    /// Less is lost to the pauses of a virtual machine.
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofHours(1);

    /// As BIRD's and FRR's: 300 ms three times.
    public static final BfdConfig DEFAULT =
            new BfdConfig(Duration.ofMillis(300), Duration.ofMillis(300), 3, false);

    public BfdConfig {
        require("receive", minRx);
        require("transmit", minTx);
        if (multiplier < 1 || multiplier > 255) {
            throw new IllegalArgumentException(
                    "BFD: multiplier " + multiplier + " is not in 1..255");
        }
    }

    private static void require(String which, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "BFD: the "
                            + which
                            + " interval of "
                            + interval.toNanos() / 1e6
                            + " ms is not in 10 ms..1 h");
        }
    }

    public BfdConfig withIntervals(Duration newMinRx, Duration newMinTx) {
        return new BfdConfig(newMinRx, newMinTx, multiplier, multihop);
    }

    public BfdConfig withMultiplier(int newMultiplier) {
        return new BfdConfig(minRx, minTx, newMultiplier, multihop);
    }

    public BfdConfig withMultihop(boolean newMultihop) {
        return new BfdConfig(minRx, minTx, multiplier, newMultihop);
    }

    long minRxMicros() {
        return minRx.toNanos() / 1000;
    }

    long minTxMicros() {
        return minTx.toNanos() / 1000;
    }
}
