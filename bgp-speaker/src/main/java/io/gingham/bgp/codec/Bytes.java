package io.gingham.bgp.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// A growing array for one thread, that can be written to again further in front.
final class Bytes extends ByteArrayOutputStream {

    Bytes(int size) {
        super(size);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread has it
    public void write(int octet) {
        if (count == buf.length) {
            buf = Arrays.copyOf(buf, 2 * count + 16);
        }
        buf[count++] = (byte) octet;
    }

    int length() {
        return count;
    }

    int at(int index) {
        return buf[index];
    }

    void set(int at, int octet) {
        buf[at] = (byte) octet;
    }

    /// Moves what is behind that place one further.
    void makeRoom(int at) {
        write(0);
        System.arraycopy(buf, at, buf, at + 1, count - 1 - at);
    }
}
