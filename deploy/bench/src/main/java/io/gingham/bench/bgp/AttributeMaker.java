package io.gingham.bench.bgp;

import java.util.SplittableRandom;

/// Path attributes as they are found in the wild: half of the sets with a MED, six in ten with up
/// to four communities.
final class AttributeMaker {

    /// Flags of RFC 4271 section 4.3.
    private static final int TRANSITIVE = 0x40;

    private static final int OPTIONAL = 0x80;

    private final SplittableRandom random;
    private final long firstAs;
    private final int nextHop;
    private final boolean internal;

    private AttributeMaker(long seed, long firstAs, int nextHop, boolean internal) {
        this.random = new SplittableRandom(seed);
        this.firstAs = firstAs;
        this.nextHop = nextHop;
        this.internal = internal;
    }

    /// @param firstAs the feeder's own
    /// @param nextHop the feeder's address
    static AttributeMaker external(long seed, long firstAs, int nextHop) {
        return new AttributeMaker(seed, firstAs, nextHop, false);
    }

    /// With LOCAL_PREF, and no AS of the feeder in the path.
    static AttributeMaker internal(long seed, int nextHop) {
        return new AttributeMaker(seed, 64_999, nextHop, true);
    }

    /// Writes the list with its length.
    ///
    /// @param hops of the AS path, 2 or more
    /// @param set the number of the set, less than 2^28; it makes the AS path one of its own
    void put(WireBuffer out, int hops, int set) {
        int length = begin(out, hops, set);
        if (random.nextBoolean()) {
            attribute(out, OPTIONAL, 4, 4);
            out.put32(random.nextInt(1000));
        }
        localPreference(out);
        int communities = random.nextInt(10) < 6 ? random.nextInt(1, 5) : 0;
        if (communities > 0) {
            attribute(out, OPTIONAL | TRANSITIVE, 8, 4 * communities);
            for (int i = 0; i < communities; i++) {
                out.put16(random.nextInt(1, 60_000));
                out.put16(random.nextInt(60_000));
            }
        }
        out.put16At(length, out.size() - length - 2);
    }

    /// The same, with nothing left to chance but the AS path, and the MED given.
    void putWithMed(WireBuffer out, int set, int med) {
        int length = begin(out, 3, set);
        attribute(out, OPTIONAL, 4, 4);
        out.put32(med);
        localPreference(out);
        out.put16At(length, out.size() - length - 2);
    }

    private int begin(WireBuffer out, int hops, int set) {
        int length = out.size();
        out.put16(0);
        attribute(out, TRANSITIVE, 1, 1);
        out.put8(random.nextInt(10) == 0 ? 2 : 0);
        attribute(out, TRANSITIVE, 2, 2 + 4 * hops);
        out.put8(2);
        out.put8(hops);
        out.put32((int) firstAs);
        for (int hop = 2; hop < hops; hop++) {
            out.put32(random.nextInt(1, 60_000));
        }
        out.put32(0x1000_0000 + set);
        attribute(out, TRANSITIVE, 3, 4);
        out.put32(nextHop);
        return length;
    }

    private void localPreference(WireBuffer out) {
        if (internal) {
            attribute(out, TRANSITIVE, 5, 4);
            out.put32(100);
        }
    }

    private static void attribute(WireBuffer out, int flags, int type, int octets) {
        out.put8(flags);
        out.put8(type);
        out.put8(octets);
    }
}
