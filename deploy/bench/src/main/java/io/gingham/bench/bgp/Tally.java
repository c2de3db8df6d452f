package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Counts prefixes told and withdrawn, and notes the moment at which a count is reached. Written by
/// the session's thread, read by any.
final class Tally implements UpdateSink {

    /// Sums since the last [#expect].
    private int announced;

    private int withdrawn;
    private long announcedHash;
    private long withdrawnHash;
    private int announceGoal = Integer.MAX_VALUE;
    private int withdrawGoal = Integer.MAX_VALUE;

    /// The moment at which the goal was reached, as [System#nanoTime]; 0: not yet.
    private volatile long reachedAt;

    /// A change to it makes the plain fields visible.
    private volatile long batches;

    /// What came in.
    record Count(int announced, int withdrawn, long announcedHash, long withdrawnHash) {}

    /// To be called while the session is quiet.
    synchronized void expect(int toAnnounce, int toWithdraw) {
        announced = 0;
        withdrawn = 0;
        announcedHash = 0;
        withdrawnHash = 0;
        announceGoal = toAnnounce;
        withdrawGoal = toWithdraw;
        reachedAt = 0;
    }

    synchronized Count count() {
        return new Count(announced, withdrawn, announcedHash, withdrawnHash);
    }

    @Override
    public void update(byte[] octets, int from, int to) {
        int withdrawnEnd = from + 2 + UpdateSink.read16(octets, from);
        for (int at = from + 2; at < withdrawnEnd; at += UpdateSink.size(octets, at)) {
            withdrawn++;
            withdrawnHash += PrefixPool.hash(UpdateSink.address(octets, at), octets[at]);
        }
        int nlri = withdrawnEnd + 2 + UpdateSink.read16(octets, withdrawnEnd);
        for (int at = nlri; at < to; at += UpdateSink.size(octets, at)) {
            announced++;
            announcedHash += PrefixPool.hash(UpdateSink.address(octets, at), octets[at]);
        }
    }

    @Override
    public synchronized void batchEnd() {
        batches++;
        if (reachedAt == 0 && announced >= announceGoal && withdrawn >= withdrawGoal) {
            reachedAt = System.nanoTime();
        }
    }

    /// @param hope throws when there is none left
    /// @return the moment at which the goal was reached, as [System#nanoTime]
    long awaitGoal(Duration limit, Runnable hope) {
        long end = System.nanoTime() + limit.toNanos();
        long progress = batches;
        while (reachedAt == 0) {
            LockSupport.parkNanos(500_000);
            hope.run();
            if (System.nanoTime() > end) {
                throw new BenchException(
                        "after %s s the receiver has %s, not %s announced and %s withdrawn; %s"
                                .formatted(
                                        limit.toSeconds(),
                                        count(),
                                        announceGoal,
                                        withdrawGoal,
                                        batches == progress
                                                ? "nothing came"
                                                : "it was still coming"));
            }
        }
        return reachedAt;
    }
}
