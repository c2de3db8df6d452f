package io.gingham.bench.bgp;

import java.util.Arrays;

/// Octets in network order that grow as they are written.
final class WireBuffer {

    private byte[] octets;
    private int size;

    WireBuffer(int capacity) {
        octets = new byte[capacity];
    }

    int size() {
        return size;
    }

    void put8(int value) {
        room(1);
        octets[size++] = (byte) value;
    }

    void put16(int value) {
        put8(value >>> 8);
        put8(value);
    }

    void put32(int value) {
        put16(value >>> 16);
        put16(value);
    }

    void put16At(int where, int value) {
        octets[where] = (byte) (value >>> 8);
        octets[where + 1] = (byte) value;
    }

    void fill(int count, int value) {
        room(count);
        Arrays.fill(octets, size, size + count, (byte) value);
        size += count;
    }

    /// As NLRI have it: the length in bits, and the octets it needs.
    void putPrefix(int address, int length) {
        put8(length);
        for (int bits = 0; bits < length; bits += 8) {
            put8(address >>> (24 - bits));
        }
    }

    /// Begins a message: marker, a length to be set by [#endMessage], type.
    ///
    /// @return where the message begins
    int beginMessage(int type) {
        int start = size;
        fill(16, 0xff);
        put16(0);
        put8(type);
        return start;
    }

    void endMessage(int start) {
        put16At(start + 16, size - start);
    }

    byte[] toBytes() {
        return Arrays.copyOf(octets, size);
    }

    private void room(int more) {
        if (size + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, size + more));
        }
    }
}
