package io.gingham.bench.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The server's end of a WebSocket (RFC 6455): sends texts, answers pings, and hears the end.
final class WebSocket {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MASKED = 0x80;

    /// Status 1000, RFC 6455 section 7.4.1.
    private static final byte[] NORMAL = {0x3, (byte) 0xe8};

    private final DataInputStream in;
    private final OutputStream out;
    private boolean closed;

    WebSocket(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /// RFC 6455 section 4.2.2.
    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-1", e);
        }
    }

    /// @return false if the other end is gone
    synchronized boolean send(byte[] text) {
        return frame(TEXT, text);
    }

    synchronized void close() {
        frame(CLOSE, NORMAL);
        closed = true;
    }

    private synchronized boolean frame(int opcode, byte[] payload) {
        if (closed) {
            return false;
        }
        try {
            out.write(encode(opcode, payload));
            return true;
        } catch (IOException e) {
            closed = true;
            return false;
        }
    }

    /// In one piece, so that it goes out in one segment if it can.
    static byte[] encode(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (FINAL | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        byte[] bytes = new byte[frame.put(payload).flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    /// Reads until the client closes, or its connection ends.
    void awaitEnd() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xf;
                byte[] payload = readPayload();
                if (opcode == CLOSE) {
                    close();
                    return;
                }
                if (opcode == PING) {
                    frame(PONG, payload);
                }
            }
        } catch (IOException e) {
            closedByTheOther();
        }
    }

    private synchronized void closedByTheOther() {
        closed = true;
    }

    private byte[] readPayload() throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > 1 << 20) {
            throw new IOException("a frame of " + length + " octets from a client that only reads");
        }
        byte[] mask = new byte[(second & MASKED) == 0 ? 0 : 4];
        in.readFully(mask);
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length && mask.length > 0; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }
}
