package io.gingham.bench.bgp;

import java.util.SplittableRandom;

/// All that a feeder says, made beforehand.
///
/// @param announce UPDATE messages, about five prefixes each, every one with attributes of its own
/// @param withdraw UPDATE messages that withdraw the same prefixes in the same order, packed full
/// @param hash the sum of [PrefixPool#hash] over the prefixes
record RouteFeed(byte[] announce, byte[] withdraw, int prefixes, int attributeSets, long hash) {

    private static final int LONGEST_MESSAGE = 4096;
    private static final int UPDATE = 2;

    /// @param attributes whose random numbers are drawn from the seed, too
    static RouteFeed of(long seed, int prefixes, AttributeMaker attributes) {
        SplittableRandom random = new SplittableRandom(seed);
        PrefixPool pool = new PrefixPool(random, prefixes);
        WireBuffer announce = new WireBuffer(prefixes * 20 + 4096);
        long[] all = new long[prefixes];
        long hash = 0;
        int sets = 0;
        for (int done = 0; done < prefixes; sets++) {
            int group = Math.min(prefixes - done, random.nextInt(1, 10));
            int start = announce.beginMessage(UPDATE);
            announce.put16(0);
            attributes.put(announce, random.nextInt(2, 7), sets);
            int neighbourhood = pool.neighbourhood();
            for (int i = 0; i < group; i++) {
                long prefix = pool.next(neighbourhood);
                int address = PrefixPool.address(prefix);
                int length = PrefixPool.length(prefix);
                announce.putPrefix(address, length);
                hash += PrefixPool.hash(address, length);
                all[done++] = prefix;
            }
            announce.endMessage(start);
        }
        return new RouteFeed(announce.toBytes(), withdrawals(all), prefixes, sets, hash);
    }

    /// @param prefixes as [PrefixPool#next] gives them
    static byte[] withdrawals(long[] prefixes) {
        WireBuffer out = new WireBuffer(prefixes.length * 5 + 4096);
        int done = 0;
        while (done < prefixes.length) {
            int start = out.beginMessage(UPDATE);
            int length = out.size();
            out.put16(0);
            while (done < prefixes.length && out.size() - start + 5 + 2 <= LONGEST_MESSAGE) {
                long prefix = prefixes[done++];
                out.putPrefix(PrefixPool.address(prefix), PrefixPool.length(prefix));
            }
            out.put16At(length, out.size() - length - 2);
            out.put16(0);
            out.endMessage(start);
        }
        return out.toBytes();
    }
}
