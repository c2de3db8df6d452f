package io.gingham.netlink.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/// What recvmsg(2) fills: a datagram, its sender's address and the kernel's notes on it (cmsg(3)),
/// as a 64-bit Linux lays them out. For one thread.
public final class DatagramBuffers {

    /// struct msghdr: name 0, its length 8, iovec 16, their number 24, control 32, its length 40,
    /// flags 48.
    private static final int HEADER_BYTES = 56;

    private static final int CONTROL_LENGTH_AT = 40;

    private static final int IOVEC_BYTES = 16;

    /// struct sockaddr_in6.
    private static final int SENDER_BYTES = 28;

    private static final int CONTROL_BYTES = 128;

    /// struct cmsghdr: length with the header (8 bytes), level, type.
    private static final int NOTE_HEADER_BYTES = 16;

    private static final int NOTE_ALIGNMENT = 8;

    private final ByteBuffer header = direct(HEADER_BYTES);
    private final ByteBuffer vector = direct(IOVEC_BYTES);
    private final ByteBuffer sender = direct(SENDER_BYTES);
    private final ByteBuffer control = direct(CONTROL_BYTES);
    private final ByteBuffer data;
    private int length;

    /// @param capacity in bytes; what is longer is cut
    public DatagramBuffers(int capacity) {
        data = direct(capacity);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /// The struct msghdr that points to the others.
    ByteBuffer prepare(ToLongFunction<ByteBuffer> addressOf) {
        vector.putLong(0, addressOf.applyAsLong(data)).putLong(8, data.capacity());
        header.putLong(0, addressOf.applyAsLong(sender))
                .putLong(8, SENDER_BYTES)
                .putLong(16, addressOf.applyAsLong(vector))
                .putLong(24, 1)
                .putLong(32, addressOf.applyAsLong(control))
                .putLong(CONTROL_LENGTH_AT, CONTROL_BYTES)
                .putLong(48, 0);
        return header;
    }

    void received(int bytes) {
        length = Math.min(bytes, data.capacity());
    }

    /// A view of the datagram, in network order, until the next one.
    public ByteBuffer datagram() {
        return data.slice(0, length).order(ByteOrder.BIG_ENDIAN).asReadOnlyBuffer();
    }

    /// A struct sockaddr.
    public byte[] sender() {
        byte[] bytes = new byte[SENDER_BYTES];
        sender.get(0, bytes);
        return bytes;
    }

    /// A note that is one int, as IPV6_HOPLIMIT; empty if the kernel gave none.
    public OptionalInt note(int level, int type) {
        int end = (int) Math.min(header.getLong(CONTROL_LENGTH_AT), CONTROL_BYTES);
        int at = 0;
        while (at + NOTE_HEADER_BYTES <= end) {
            long noteLength = control.getLong(at);
            if (noteLength < NOTE_HEADER_BYTES || noteLength > end - at) {
                return OptionalInt.empty();
            }
            if (control.getInt(at + 8) == level
                    && control.getInt(at + 12) == type
                    && noteLength >= NOTE_HEADER_BYTES + Integer.BYTES) {
                return OptionalInt.of(control.getInt(at + NOTE_HEADER_BYTES));
            }
            at += Math.ceilDiv((int) noteLength, NOTE_ALIGNMENT) * NOTE_ALIGNMENT;
        }
        return OptionalInt.empty();
    }
}
