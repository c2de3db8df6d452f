package io.gingham.bench.bgp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What many feeders say of the same prefixes. Of each prefix one feeder has the shortest AS path
/// (2 hops), the next one the second shortest (3), the others 4 to 6.
///
/// @param prefixes as [PrefixPool#next] gives them
/// @param winner for each prefix the feeder with the shortest path
/// @param feeds one a feeder
record BestFeeds(long[] prefixes, int[] winner, List<Feed> feeds) {

    /// @param all every prefix announced
    /// @param won only those announced of which it has the shortest path
    /// @param wonWithdrawn the same, withdrawn
    /// @param allWithdrawn every prefix withdrawn
    record Feed(ByteBuffer all, ByteBuffer won, ByteBuffer wonWithdrawn, ByteBuffer allWithdrawn) {}

    private static final int UPDATE = 2;

    static BestFeeds of(long seed, int feeders, int prefixCount) {
        SplittableRandom random = new SplittableRandom(seed);
        PrefixPool pool = new PrefixPool(random, prefixCount);
        long[] prefixes = new long[prefixCount];
        int[] winner = new int[prefixCount];
        List<int[]> groups = new ArrayList<>();
        for (int done = 0; done < prefixCount; ) {
            int end = Math.min(prefixCount, done + random.nextInt(1, 10));
            groups.add(new int[] {done, end});
            int neighbourhood = pool.neighbourhood();
            for (; done < end; done++) {
                prefixes[done] = pool.next(neighbourhood);
                winner[done] = groups.size() % feeders;
            }
        }
        List<Feed> feeds = new ArrayList<>();
        for (int feeder = 0; feeder < feeders; feeder++) {
            feeds.add(feed(seed, feeder, feeders, prefixes, winner, groups));
        }
        return new BestFeeds(prefixes, winner, feeds);
    }

    private static Feed feed(
            long seed, int feeder, int feeders, long[] prefixes, int[] winner, List<int[]> groups) {
        SplittableRandom random = new SplittableRandom(seed + feeder);
        AttributeMaker maker =
                AttributeMaker.external(
                        seed + feeder, SpeakerLayout.feederAs(feeder), BenchNet.feeder(feeder));
        WireBuffer all = new WireBuffer(prefixes.length * 20 + 4096);
        WireBuffer won = new WireBuffer(prefixes.length * 4 + 4096);
        List<Long> mine = new ArrayList<>();
        int set = 0;
        for (int[] group : groups) {
            int behind = Math.floorMod(feeder - winner[group[0]], feeders);
            int hops = behind == 0 ? 2 : behind == 1 ? 3 : random.nextInt(4, 7);
            announce(all, maker, hops, set, prefixes, group);
            if (behind == 0) {
                announce(won, maker, hops, set, prefixes, group);
                for (int i = group[0]; i < group[1]; i++) {
                    mine.add(prefixes[i]);
                }
            }
            set++;
        }
        return new Feed(
                TableScenario.direct(all.toBytes()),
                TableScenario.direct(won.toBytes()),
                TableScenario.direct(
                        RouteFeed.withdrawals(mine.stream().mapToLong(Long::longValue).toArray())),
                TableScenario.direct(RouteFeed.withdrawals(prefixes)));
    }

    private static void announce(
            WireBuffer out, AttributeMaker maker, int hops, int set, long[] prefixes, int[] group) {
        int start = out.beginMessage(UPDATE);
        out.put16(0);
        maker.put(out, hops, set);
        for (int i = group[0]; i < group[1]; i++) {
            out.putPrefix(PrefixPool.address(prefixes[i]), PrefixPool.length(prefixes[i]));
        }
        out.endMessage(start);
    }

    /// For each prefix the feeder with the second shortest path.
    int[] runnerUp() {
        int[] next = new int[winner.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (winner[i] + 1) % feeds.size();
        }
        return next;
    }
}
