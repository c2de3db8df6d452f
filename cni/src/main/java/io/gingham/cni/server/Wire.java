package io.gingham.cni.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The frames between the launcher (`gingham-cni.c`) and the agent. Lengths are 32 bits, big
/// endian.
///
/// ```
///   request: "GCN1" length environment (KEY=VALUE, each ended by a zero byte) length stdin
///   reply:   "GCR1" exit-code length stdout length stderr
/// ```
public final class Wire {

    private static final byte[] REQUEST_MAGIC = "GCN1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY_MAGIC = "GCR1".getBytes(StandardCharsets.US_ASCII);
    private static final int ENVIRONMENT_LIMIT = 64 << 10;
    private static final int STDIN_LIMIT = 1 << 20;

    private Wire() {}

    /// @param environment `CNI_*` and `PATH` of the launcher
    public record Request(Map<String, String> environment, byte[] stdin) {}

    public record Reply(int exitCode, byte[] stdout) {}

    /// @throws IOException if the frame is malformed, too long, or ends early
    static Request read(ReadableByteChannel channel) throws IOException {
        byte[] magic = exactly(channel, REQUEST_MAGIC.length);
        if (!java.util.Arrays.equals(magic, REQUEST_MAGIC)) {
            throw new IOException(
                    "not a request of this plugin's launcher; is it of this version?");
        }
        byte[] environment = part(channel, ENVIRONMENT_LIMIT, "environment");
        return new Request(parse(environment), part(channel, STDIN_LIMIT, "stdin"));
    }

    static void write(WritableByteChannel channel, Reply reply) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(16 + reply.stdout().length);
        frame.put(REPLY_MAGIC).putInt(reply.exitCode());
        frame.putInt(reply.stdout().length).put(reply.stdout()).putInt(0).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    private static Map<String, String> parse(byte[] environment) {
        Map<String, String> values = new HashMap<>();
        for (String entry : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return values;
    }

    private static byte[] part(ReadableByteChannel channel, int limit, String what)
            throws IOException {
        int length = ByteBuffer.wrap(exactly(channel, 4)).getInt();
        if (length < 0 || length > limit) {
            throw new IOException(
                    "the "
                            + what
                            + " has "
                            + Integer.toUnsignedString(length)
                            + " bytes; at most "
                            + limit
                            + " are taken");
        }
        return exactly(channel, length);
    }

    private static byte[] exactly(ReadableByteChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new IOException("the request ended early");
            }
        }
        return buffer.array();
    }
}
