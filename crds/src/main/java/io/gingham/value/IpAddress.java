package io.gingham.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address as a value of two longs: an IPv4 address lies in the low 32 bits of
/// `low`, with `high` 0.
///
/// Ordered by family (IPv4 first), then as unsigned numbers. An IPv4-mapped IPv6 address
/// (`::ffff:1.2.3.4`) stays IPv6.
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {

    private static final long IPV4_MASK = 0xffff_ffffL;

    public IpAddress {
        if (family == IpFamily.IPV4 && (high != 0 || (low & ~IPV4_MASK) != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static IpAddress ipv4(int bits) {
        return new IpAddress(IpFamily.IPV4, 0, bits & IPV4_MASK);
    }

    public static IpAddress ipv6(long high, long low) {
        return new IpAddress(IpFamily.IPV6, high, low);
    }

    /// From 4 or 16 bytes in network order.
    public static IpAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> ipv4((int) number(bytes, 0, 4));
            case 16 -> ipv6(number(bytes, 0, 8), number(bytes, 8, 8));
            default ->
                    throw new IllegalArgumentException(
                            "an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    public static IpAddress of(InetAddress address) {
        return of(address.getAddress());
    }

    /// Parses dotted-quad IPv4 (four decimal numbers, no leading zeros) or RFC 4291 IPv6 text (no
    /// zone). Never asks DNS.
    ///
    /// @throws IllegalArgumentException if the text is anything else
    public static IpAddress parse(String text) {
        return IpText.parseAddress(text);
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[family.addressBytes()];
        for (int i = 0; i < bytes.length; i++) {
            int shift = (bytes.length - 1 - i) * 8;
            bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
        }
        return bytes;
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(toBytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }

    /// The IPv4 address as an int, network order.
    public int ipv4Bits() {
        if (family != IpFamily.IPV4) {
            throw new IllegalStateException(this + " is not an IPv4 address");
        }
        return (int) low;
    }

    public boolean isIpv4() {
        return family == IpFamily.IPV4;
    }

    /// 169.254.0.0/16 or fe80::/10.
    public boolean isLinkLocal() {
        return isIpv4() ? low >>> 16 == 0xa9fe : high >>> 54 == 0xfe80 >>> 6;
    }

    /// 224.0.0.0/4 or ff00::/8.
    public boolean isMulticast() {
        return isIpv4() ? low >>> 28 == 0xe : high >>> 56 == 0xff;
    }

    /// 127.0.0.0/8 or ::1.
    public boolean isLoopback() {
        return isIpv4() ? low >>> 24 == 127 : high == 0 && low == 1;
    }

    /// 0.0.0.0 or ::.
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /// `::ffff:0:0/96`: an IPv4 address written as an IPv6 one (RFC 4291 section 2.5.5.2).
    public boolean isIpv4Mapped() {
        return !isIpv4() && high == 0 && low >>> 32 == 0xffff;
    }

    /// The IPv4 address in an IPv4-mapped one.
    public IpAddress unmapped() {
        return isIpv4Mapped() ? ipv4((int) low) : this;
    }

    /// The address that is `count` further, within the family's numbers (wraps around at the end).
    public IpAddress plus(long count) {
        if (isIpv4()) {
            return ipv4((int) (low + count));
        }
        long sum = low + count;
        boolean carry = count >= 0 && Long.compareUnsigned(sum, low) < 0;
        boolean borrow = count < 0 && Long.compareUnsigned(sum, low) > 0;
        return ipv6(high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    // Written out, here and in the other values that tables are kept by: the ones that a record
    // gets are a chain of method
    // handles, which an agent's one compiler tier does not see through.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address
                && low == address.low
                && high == address.high
                && family == address.family;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(high) * 31 + Long.hashCode(low)) * 31 + family.ordinal();
    }

    /// Dotted quad, or the canonical text of RFC 5952.
    @Override
    public String toString() {
        return IpText.format(this);
    }

    private static long number(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
