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
    public record Request(Map<String, String> environment, byte[] stdin) {

        boolean isAdd() {
            return environment.getOrDefault("CNI_COMMAND", "").equals("ADD");
        }
    }

    /// @param taken from the budget, to be given back when the request is forgotten
    record Incoming(Request request, int taken) {}

    public record Reply(int exitCode, byte[] stdout) {}

    /// Takes room for a large request before it reads it.
    ///
    /// @param roomTaken called then: from here on a client that is slow is in others' way
    /// @throws IOException if the frame is malformed, too long, or ends early, or there is no room;
    ///   nothing is taken then
    static Incoming read(ReadableByteChannel channel, ByteBudget budget, Runnable roomTaken)
            throws IOException {
        byte[] environment = head(channel);
        int length = length(channel, STDIN_LIMIT, "stdin");
        int taken = budget.take(length);
        boolean complete = false;
        try {
            roomTaken.run();
            Request request = new Request(parse(environment), exactly(channel, length));
            complete = true;
            return new Incoming(request, taken);
        } finally {
            if (!complete) {
                budget.give(taken);
            }
        }
    }

    /// @throws IOException if the frame is malformed, too long, or ends early
    static Request read(ReadableByteChannel channel) throws IOException {
        byte[] environment = head(channel);
        return new Request(
                parse(environment), exactly(channel, length(channel, STDIN_LIMIT, "stdin")));
    }

    private static byte[] head(ReadableByteChannel channel) throws IOException {
        byte[] magic = exactly(channel, REQUEST_MAGIC.length);
        if (!java.util.Arrays.equals(magic, REQUEST_MAGIC)) {
            throw new IOException(
                    "not a request of this plugin's launcher; is it of this version?");
        }
        return exactly(channel, length(channel, ENVIRONMENT_LIMIT, "environment"));
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

    private static int length(ReadableByteChannel channel, int limit, String what)
            throws IOException {
        int length = ByteBuffer.wrap(exactly(channel, 4)).getInt();
        if (length < 0 || length > limit) {
            throw new IOException(
                    "the %s has %s bytes; at most %s are taken"
                            .formatted(what, Integer.toUnsignedString(length), limit));
        }
        return length;
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
