package io.gingham.value;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A CIDR block: an address with its host bits zero, and a length of 0..32 or 0..128 bits.
///
/// Ordered by family, address, then length, so that a block sorts right before the blocks inside
/// it.
public record IpPrefix(IpAddress address, int length) implements Comparable<IpPrefix> {

    public static final IpPrefix ALL_IPV4 = new IpPrefix(IpAddress.ipv4(0), 0);
    public static final IpPrefix ALL_IPV6 = new IpPrefix(IpAddress.ipv6(0, 0), 0);

    private static final Comparator<IpPrefix> ORDER =
            Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

    public IpPrefix {
        if (length < 0 || length > address.family().maxPrefixLength()) {
            throw new IllegalArgumentException(
                    "prefix length "
                            + length
                            + " of "
                            + address
                            + " is not in 0.."
                            + address.family().maxPrefixLength());
        }
        if (!mask(address, length).equals(address)) {
            throw new IllegalArgumentException(
                    address
                            + "/"
                            + length
                            + " has host bits set; expected "
                            + mask(address, length)
                            + "/"
                            + length);
        }
    }

    /// The block of that length which holds the address: host bits are cleared.
    public static IpPrefix containing(IpAddress address, int length) {
        if (length < 0 || length > address.family().maxPrefixLength()) {
            throw new IllegalArgumentException(
                    "prefix length "
                            + length
                            + " of "
                            + address
                            + " is not in 0.."
                            + address.family().maxPrefixLength());
        }
        return new IpPrefix(mask(address, length), length);
    }

    /// The /32 or /128 of one address.
    public static IpPrefix host(IpAddress address) {
        return new IpPrefix(address, address.family().maxPrefixLength());
    }

    /// Parses `ADDRESS/LENGTH`; host bits must be zero.
    ///
    /// @throws IllegalArgumentException with the reason
    public static IpPrefix parse(String text) {
        int slash = slash(text);
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), parseLength(text, slash));
    }

    /// As [#parse], but clears host bits: what Kubernetes does with `10.0.0.1/8`.
    public static IpPrefix parseLenient(String text) {
        int slash = slash(text);
        return containing(IpAddress.parse(text.substring(0, slash)), parseLength(text, slash));
    }

    public IpFamily family() {
        return address.family();
    }

    /// The highest address of the block.
    public IpAddress last() {
        int hostBits = family().maxPrefixLength() - length;
        if (family() == IpFamily.IPV4) {
            return IpAddress.ipv4((int) (address.low() | low(hostBits)));
        }
        return IpAddress.ipv6(
                address.high() | low(hostBits - Long.SIZE), address.low() | low(hostBits));
    }

    /// A number whose lowest bits are ones: none below 1, all from 64 on.
    private static long low(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= Long.SIZE ? -1L : (1L << bits) - 1;
    }

    public boolean isHost() {
        return length == family().maxPrefixLength();
    }

    public boolean contains(IpAddress candidate) {
        return candidate.family() == family() && mask(candidate, length).equals(address);
    }

    /// True if every address of the other block lies in this one; a block contains itself.
    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(IpPrefix other) {
        return contains(other) || other.contains(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpPrefix prefix
                && length == prefix.length
                && address.equals(prefix.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode() * 31 + length;
    }

    @Override
    public int compareTo(IpPrefix other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    private static int slash(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "'"
                            + IpText.shorten(text)
                            + "' is not a CIDR; expected the form 192.0.2.0/24 or 2001:db8::/32");
        }
        return slash;
    }

    private static int parseLength(String text, int slash) {
        String digits = text.substring(slash + 1);
        boolean wellFormed =
                !digits.isEmpty()
                        && digits.length() <= 3
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    "'"
                            + IpText.shorten(text)
                            + "' has no prefix length after the slash; expected a number");
        }
        return Integer.parseInt(digits);
    }

    private static IpAddress mask(IpAddress address, int length) {
        if (address.isIpv4()) {
            return IpAddress.ipv4(length == 0 ? 0 : address.ipv4Bits() & -1 << (32 - length));
        }
        long high =
                length >= 64
                        ? address.high()
                        : length == 0 ? 0 : address.high() & -1L << (64 - length);
        long low =
                length <= 64
                        ? 0
                        : length == 128 ? address.low() : address.low() & -1L << (128 - length);
        return IpAddress.ipv6(high, low);
    }
}
