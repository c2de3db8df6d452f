package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// What the receiver was told last of each prefix: which feeder's route. Knows when all prefixes
/// have the route they must have.
final class BestTable implements UpdateSink {

    static final int NONE_WANTED = -1;
    private static final int AS_PATH = 2;
    private static final int EXTENDED = 0x10;

    private final PrefixIndex index;
    private final int[] seen;
    private int[] wanted;
    private int right;
    private long reachedAt;

    /// @param prefixes as [PrefixPool#next] gives them
    BestTable(long[] prefixes) {
        index = new PrefixIndex(prefixes.length);
        for (long prefix : prefixes) {
            index.add(prefix);
        }
        seen = new int[prefixes.length];
        Arrays.fill(seen, NONE_WANTED);
        wanted = seen.clone();
        right = prefixes.length;
    }

    /// @param feeders for each prefix the number of the feeder whose route must be the best, or
    ///   [#NONE_WANTED]
    synchronized void want(int[] feeders) {
        wanted = feeders.clone();
        right = 0;
        reachedAt = 0;
        for (int i = 0; i < seen.length; i++) {
            right += seen[i] == wanted[i] ? 1 : 0;
        }
    }

    @Override
    public synchronized void update(byte[] octets, int from, int to) {
        int withdrawnEnd = from + 2 + UpdateSink.read16(octets, from);
        for (int at = from + 2; at < withdrawnEnd; at += UpdateSink.size(octets, at)) {
            set(octets, at, NONE_WANTED);
        }
        int attributesEnd = withdrawnEnd + 2 + UpdateSink.read16(octets, withdrawnEnd);
        if (attributesEnd < to) {
            int feeder = feeder(octets, withdrawnEnd + 2, attributesEnd);
            for (int at = attributesEnd; at < to; at += UpdateSink.size(octets, at)) {
                set(octets, at, feeder);
            }
        }
    }

    /// By the second AS of the path; the first is the speaker's.
    private static int feeder(byte[] octets, int from, int to) {
        for (int at = from; at < to; ) {
            boolean extended = (octets[at] & EXTENDED) != 0;
            int length = extended ? UpdateSink.read16(octets, at + 2) : octets[at + 2] & 0xff;
            int value = at + (extended ? 4 : 3);
            if (octets[at + 1] == AS_PATH) {
                return UpdateSink.read16(octets, value + 2 + 4 + 2)
                        - (int) SpeakerLayout.feederAs(0);
            }
            at = value + length;
        }
        throw new BenchException("an UPDATE came without an AS_PATH");
    }

    private void set(byte[] octets, int at, int feeder) {
        int i = index.find(PrefixPool.prefix(UpdateSink.address(octets, at), octets[at]));
        if (i < 0) {
            throw new BenchException("a prefix came that nobody sent");
        }
        right += (feeder == wanted[i] ? 1 : 0) - (seen[i] == wanted[i] ? 1 : 0);
        seen[i] = feeder;
    }

    @Override
    public synchronized void batchEnd() {
        if (right == wanted.length && reachedAt == 0) {
            reachedAt = System.nanoTime();
        } else if (right < wanted.length) {
            reachedAt = 0;
        }
    }

    private synchronized long reachedAt() {
        return reachedAt;
    }

    /// @return the moment at which the last prefix became right, as [System#nanoTime]
    long await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (reachedAt() == 0) {
            LockSupport.parkNanos(500_000);
            if (System.nanoTime() > end) {
                synchronized (this) {
                    throw new BenchException(
                            "after "
                                    + limit.toSeconds()
                                    + " s only "
                                    + right
                                    + " of "
                                    + wanted.length
                                    + " prefixes have the route they must have");
                }
            }
        }
        return reachedAt();
    }
}
