package io.gingham.bench.bgp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// Flaps at a steady rate, and how late a receiver hears of them. Lateness counts from the moment
/// at which a flap was due, so that a speaker that stops taking them does not look good for it.
final class FlapStream {

    /// At once, at most: after a pause the speaker is not buried.
    private static final int BURST = 1000;

    private final BenchPeer feeder;
    private final int perSecond;
    private final int first;
    private final IntSupplier heard;
    private final Flaps flaps = new Flaps(BenchNet.receiver(0));

    /// @param first the number of the first flap
    /// @param heard the number of the latest flap that the receiver has heard
    FlapStream(BenchPeer feeder, int perSecond, int first, IntSupplier heard) {
        this.feeder = feeder;
        this.perSecond = perSecond;
        this.first = first;
        this.heard = heard;
    }

    /// @param endedAt as [System#nanoTime]
    /// @param seconds that the sending took
    /// @param lags in seconds, ascending
    record Sent(int lastNumber, long endedAt, double seconds, List<Double> lags) {

        double medianLag() {
            return lags.isEmpty() ? seconds : lags.get(lags.size() / 2);
        }

        double worstLag() {
            return lags.isEmpty() ? seconds : lags.getLast();
        }
    }

    /// @param wanted so many seconds of flaps are sent
    /// @param patience in seconds; no more are sent after it
    Sent run(int wanted, int patience) {
        int count = perSecond * wanted;
        List<Double> lags = new ArrayList<>();
        long begin = System.nanoTime();
        int sent = 0;
        int latest = first - 1;
        while (sent < count && System.nanoTime() - begin < patience * 1_000_000_000L) {
            long elapsed = System.nanoTime() - begin;
            int due = (int) Math.min(count, elapsed * perSecond / 1_000_000_000L);
            int burst = Math.min(BURST, due - sent);
            if (burst > 0) {
                feeder.send(flaps.many(first + sent, burst));
                sent += burst;
            }
            int now = heard.getAsInt();
            if (now > latest) {
                latest = now;
                double dueAt = (double) (latest - first) / perSecond;
                lags.add((System.nanoTime() - begin) / 1e9 - dueAt);
            }
            LockSupport.parkNanos(2_000_000);
        }
        long end = System.nanoTime();
        lags.sort(null);
        return new Sent(first + sent - 1, end, (end - begin) / 1e9, lags);
    }
}
