package io.gingham.cni.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {

    @Test
    void aRequestIsReadAsTheLauncherWritesIt() throws IOException {
        Wire.Request request = read(frame("CNI_COMMAND=ADD\0CNI_ARGS=A=1;B=2\0", "{}"));

        assertEquals(Map.of("CNI_COMMAND", "ADD", "CNI_ARGS", "A=1;B=2"), request.environment());
        assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), request.stdin());
    }

    @Test
    void aReplyHasCodeOutputAndNoStderr() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Wire.write(Channels.newChannel(out), new Wire.Reply(1, new byte[] {7}));

        assertArrayEquals(
                new byte[] {'G', 'C', 'R', '1', 0, 0, 0, 1, 0, 0, 0, 1, 7, 0, 0, 0, 0},
                out.toByteArray());
    }

    @Test
    void everyTruncatedFrameIsRefused() {
        byte[] whole = frame("CNI_COMMAND=ADD\0", "{}");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> read(part));
        }
    }

    @Test
    void mutatedFramesAreARequestOrAnIoException() {
        long seed = 12;
        System.out.println("frame mutation seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = frame("CNI_COMMAND=ADD\0PATH=/bin\0", "{}");
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                read(bytes);
            } catch (IOException e) {
                assertEquals(false, String.valueOf(e.getMessage()).isBlank());
            }
        }
    }

    private static Wire.Request read(byte[] bytes) throws IOException {
        return Wire.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    private static byte[] frame(String environment, String stdin) {
        byte[] first = environment.getBytes(StandardCharsets.UTF_8);
        byte[] second = stdin.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(12 + first.length + second.length)
                .put("GCN1".getBytes(StandardCharsets.UTF_8))
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }
}
