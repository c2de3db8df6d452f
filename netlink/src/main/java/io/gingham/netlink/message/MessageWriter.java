package io.gingham.netlink.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// Writes one netlink message: header, fixed part, attributes; fills the lengths in at the end of
/// each.
final class MessageWriter {

    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    /// @param flags NLM_F_…
    MessageWriter(int type, int flags, int sequence) {
        putInt(0);
        putShort(type);
        putShort(flags);
        putInt(sequence);
        putInt(0);
    }

    MessageWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    MessageWriter putShort(int value) {
        room(2).putShort((short) value);
        return this;
    }

    MessageWriter putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    MessageWriter attribute(int type, byte[] value) {
        return nested(type, () -> room(value.length).put(value));
    }

    MessageWriter attribute(int type, int value) {
        return nested(type, () -> putInt(value));
    }

    /// A text with the zero byte at its end.
    MessageWriter attribute(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
    }

    /// @param content gets this writer
    MessageWriter nested(int type, Consumer<MessageWriter> content) {
        return nested(type, () -> content.accept(this));
    }

    MessageWriter nested(int type, Runnable content) {
        int start = buffer.position();
        putShort(0);
        putShort(type);
        content.run();
        closeLength(start);
        return this;
    }

    /// As an attribute, but with the header of a next hop (struct rtnexthop).
    MessageWriter nextHop(int flags, int hops, int linkIndex, Runnable content) {
        int start = buffer.position();
        putShort(0);
        putByte(flags);
        putByte(hops);
        putInt(linkIndex);
        content.run();
        closeLength(start);
        return this;
    }

    byte[] toBytes() {
        buffer.putInt(0, buffer.position());
        return Arrays.copyOf(buffer.array(), Rtnl.aligned(buffer.position()));
    }

    private void closeLength(int start) {
        int length = buffer.position() - start;
        buffer.putShort(start, (short) length);
        int padding = Rtnl.aligned(length) - length;
        room(padding).put(new byte[padding]);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger =
                    ByteBuffer.allocate(2 * (buffer.capacity() + bytes))
                            .order(ByteOrder.nativeOrder());
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
