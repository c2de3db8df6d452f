package io.gingham.value;

/// A BGP autonomous system number, 0..4294967295 (RFC 6793). 0 is reserved (RFC 7607) and refused
/// where a speaker would use it.
public record AsNumber(long value) implements Comparable<AsNumber> {

    /// What stands in a 2-octet field for a number that does not fit (RFC 6793 section 9).
    public static final AsNumber AS_TRANS = new AsNumber(23456);

    public AsNumber {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("AS number " + value + " is not in 0..4294967295");
        }
    }

    /// Parses the asplain (`65536`) or asdot (`1.0`) form of RFC 5396.
    public static AsNumber parse(String text) {
        try {
            int dot = text.indexOf('.');
            if (dot < 0) {
                return new AsNumber(Long.parseLong(text));
            }
            int high = Integer.parseInt(text.substring(0, dot));
            int low = Integer.parseInt(text.substring(dot + 1));
            if (high < 0 || high > 0xffff || low < 0 || low > 0xffff) {
                throw new NumberFormatException(text);
            }
            return new AsNumber((long) high << 16 | low);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + IpText.shorten(text) + "' is not an AS number; expected 64512 or 1.10",
                    e);
        }
    }

    public boolean fitsTwoOctets() {
        return value <= 0xffff;
    }

    @Override
    public int compareTo(AsNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
