package io.gingham.bgp.bench;

import java.util.SplittableRandom;

/// All that a feeder says, made beforehand.
///
/// @param announce UPDATE messages, about five prefixes each, every one with attributes of its own
/// @param withdraw UPDATE messages that withdraw the same prefixes in the same order, packed full
/// @param hash the sum of [PrefixPool#hash] over the prefixes
record RouteFeed(byte[] announce, byte[] withdraw, int prefixes, int attributeSets, long hash) {

    private static final int LONGEST_MESSAGE = 4096;
    private static final int UPDATE = 2;

    /// The well known type codes and flags of RFC 4271 section 4.3 and RFC 1997.
    private static final int TRANSITIVE = 0x40;

    private static final int OPTIONAL = 0x80;

    /// @param firstAs the feeder's own
    /// @param nextHop the feeder's address
    static RouteFeed of(long seed, int prefixes, int firstAs, int nextHop) {
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
            attributes(announce, random, firstAs, nextHop, sets);
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

    /// AS paths of 2 to 6 hops; half of them with a MED, six in ten with up to four communities.
    private static void attributes(
            WireBuffer out, SplittableRandom random, int firstAs, int nextHop, int set) {
        int length = out.size();
        out.put16(0);
        int begin = out.size();
        attribute(out, TRANSITIVE, 1, 1);
        out.put8(random.nextInt(10) == 0 ? 2 : 0);
        int hops = random.nextInt(2, 7);
        attribute(out, TRANSITIVE, 2, 2 + 4 * hops);
        out.put8(2);
        out.put8(hops);
        out.put32(firstAs);
        for (int hop = 2; hop < hops; hop++) {
            out.put32(random.nextInt(1, 60_000));
        }
        // The origin makes the set one of its own, as long as there are fewer than 2^28.
        out.put32(0x1000_0000 + set);
        attribute(out, TRANSITIVE, 3, 4);
        out.put32(nextHop);
        if (random.nextBoolean()) {
            attribute(out, OPTIONAL, 4, 4);
            out.put32(random.nextInt(1000));
        }
        int communities = random.nextInt(10) < 6 ? random.nextInt(1, 5) : 0;
        if (communities > 0) {
            attribute(out, OPTIONAL | TRANSITIVE, 8, 4 * communities);
            for (int i = 0; i < communities; i++) {
                out.put16(random.nextInt(1, 60_000));
                out.put16(random.nextInt(60_000));
            }
        }
        out.put16At(length, out.size() - begin);
    }

    private static void attribute(WireBuffer out, int flags, int type, int octets) {
        out.put8(flags);
        out.put8(type);
        out.put8(octets);
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
