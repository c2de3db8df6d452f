package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.nio.ByteBuffer;

/// Cuts a session's octets into messages. No check but of the length: the other side is a program
/// under test, not an attacker.
final class MessageCutter {

    static final int HEADER = 19;

    /// Sees each message.
    interface Handler {

        /// @param from where the body begins, after the header
        /// @param to where it ends
        void message(int type, byte[] octets, int from, int to);
    }

    private final byte[] octets;
    private int filled;

    /// @param capacity at least twice the longest message
    MessageCutter(int capacity) {
        octets = new byte[capacity];
    }

    /// Takes all that is in the buffer.
    void accept(ByteBuffer arrived, Handler handler) {
        while (arrived.hasRemaining()) {
            int taken = Math.min(arrived.remaining(), octets.length - filled);
            arrived.get(octets, filled, taken);
            filled += taken;
            cut(handler);
        }
    }

    private void cut(Handler handler) {
        int at = 0;
        while (filled - at >= HEADER) {
            int length = UpdateSink.read16(octets, at + 16);
            if (length < HEADER || length > octets.length) {
                throw new BenchException("a message of " + length + " octets came");
            }
            if (filled - at < length) {
                break;
            }
            handler.message(octets[at + 18], octets, at + HEADER, at + length);
            at += length;
        }
        System.arraycopy(octets, at, octets, 0, filled - at);
        filled -= at;
    }
}
