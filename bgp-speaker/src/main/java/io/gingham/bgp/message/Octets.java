package io.gingham.bgp.message;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable string of bytes with value equality: what a message carries that is not taken
/// apart.
public final class Octets {

    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of the bytes.
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /// @throws IllegalArgumentException if the text is not an even number of hex digits
    public static Octets parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /// The number as two bytes in network order; its upper bits are ignored.
    public static Octets ofShort(int value) {
        return of((byte) (value >>> 8), (byte) value);
    }

    public int length() {
        return bytes.length;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Lower case hex without separators.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
