package io.gingham.bgp.message;

/// A community of RFC 1997: 32 bits, by custom an AS number and a number of its own.
public record Community(int value) implements Comparable<Community> {

    /// RFC 8326: the path is about to go away.
    public static final Community GRACEFUL_SHUTDOWN = new Community(0xffff_0000);

    /// RFC 9494: kept over a long restart of its speaker; to be used last.
    public static final Community LLGR_STALE = new Community(0xffff_0006);

    /// RFC 9494: not to be kept so long.
    public static final Community NO_LLGR = new Community(0xffff_0007);

    /// RFC 7999: drop what goes to the prefix.
    public static final Community BLACKHOLE = new Community(0xffff_029a);

    public static final Community NO_EXPORT = new Community(0xffff_ff01);
    public static final Community NO_ADVERTISE = new Community(0xffff_ff02);
    public static final Community NO_EXPORT_SUBCONFED = new Community(0xffff_ff03);

    /// @param asNumber 0..65535
    /// @param local 0..65535
    public static Community of(int asNumber, int local) {
        if (asNumber < 0 || asNumber > 0xffff || local < 0 || local > 0xffff) {
            throw new IllegalArgumentException(
                    "community " + asNumber + ":" + local + " has a half above 65535");
        }
        return new Community(asNumber << 16 | local);
    }

    @Override
    public int compareTo(Community other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return (value >>> 16) + ":" + (value & 0xffff);
    }
}
