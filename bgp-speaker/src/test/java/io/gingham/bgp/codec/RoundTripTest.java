package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {

    private static final CodecContext WIDE = new CodecContext(true, false, false);
    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final CodecContext NARROW = new CodecContext(false, false, false);

    private static final Direction EXTENDED =
            new Direction(true, Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST));
    private static final CodecContext ADD_PATH = WIDE.with(EXTENDED, EXTENDED);

    private static BgpMessage there(BgpMessage message, CodecContext context) {
        byte[] bytes = MessageEncoder.encode(message, context);
        Decoded back = MessageDecoder.decode(ByteBuffer.wrap(bytes), context);
        assertEquals(List.of(), back.faults());
        return back.message();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsEncodedIsDecoded(long seed) {
        RandomMessages messages = new RandomMessages(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            BgpMessage message = messages.next();
            assertEquals(message, there(message, WIDE), "seed " + seed + ", message " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void pathIdentifiersSurvive(long seed) {
        RandomMessages messages = new RandomMessages(new Random(seed), true);
        for (int i = 0; i < 2_000; i++) {
            BgpMessage message = messages.next();
            assertEquals(message, there(message, ADD_PATH), "seed " + seed + ", message " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void bigAsNumbersSurviveTwoOctets(long seed) {
        RandomMessages messages = new RandomMessages(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            Update update = messages.update();
            Update back = (Update) there(update, NARROW);
            // What was cut into segments may come back as one.
            assertEquals(
                    update.attributes().asPath().toString(),
                    back.attributes().asPath().toString(),
                    "seed " + seed + ", message " + i);
            assertEquals(
                    update.attributes().find(PathAttribute.Aggregator.class),
                    back.attributes().find(PathAttribute.Aggregator.class));
        }
    }

    /// Bytes flipped, cut off, doubled: a message or a BgpException comes out, nothing else, and no
    /// more memory is taken than the message could need.
    @Test
    void mutatedMessagesNeverBreakTheDecoder() {
        long seed = Long.getLong("gingham.fuzz.seed", System.nanoTime());
        System.out.println("fuzz seed " + seed + " (repeat with -Dgingham.fuzz.seed)");
        Random random = new Random(seed);
        RandomMessages messages = new RandomMessages(random);
        CodecContext[] contexts = {WIDE, NARROW, new CodecContext(true, true, false), ADD_PATH};
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            CodecContext context = contexts[random.nextInt(contexts.length)];
            byte[] bytes = mutate(MessageEncoder.encode(messages.next(), context), random);
            try {
                MessageDecoder.decode(ByteBuffer.wrap(bytes), context);
            } catch (BgpException e) {
                refused++;
                assertTrue(e.notification().data().length() <= MessageFraming.MAX_MESSAGE);
            } catch (RuntimeException e) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertTrue(refused > 1_000, "the mutations bite: " + refused);
    }

    private static byte[] mutate(byte[] message, Random random) {
        byte[] bytes = message;
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            // The header's marker and length are left alone mostly, to get past them.
            int at = random.nextInt(20) == 0 ? 0 : Math.min(18, bytes.length - 1);
            int where = at + random.nextInt(bytes.length - at);
            switch (random.nextInt(4)) {
                case 0 -> bytes[where] = (byte) random.nextInt();
                case 1 -> bytes[where] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(20, where));
                default -> bytes[where] = (byte) 0xff;
            }
        }
        bytes[16] = (byte) (bytes.length >>> 8);
        bytes[17] = (byte) bytes.length;
        return bytes;
    }

    @Test
    void aSmallMessageTakesLittleMemory() {
        byte[] hostile =
                HexFormat.of()
                        .parseHex(
                                "ffffffffffffffffffffffffffffffff002e0200000017"
                                        + "500200ff02ff0000fde8"
                                        + "c00804ffffffffc0630affffffff");
        hostile[17] = (byte) hostile.length;
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        decodeQuietly(hostile);
        long before = bean.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            decodeQuietly(hostile);
        }
        long each = (bean.getCurrentThreadAllocatedBytes() - before) / 100;
        assertTrue(each < 20_000, each + " bytes for a message of " + hostile.length);
    }

    private static void decodeQuietly(byte[] bytes) {
        try {
            MessageDecoder.decode(ByteBuffer.wrap(bytes), WIDE);
        } catch (BgpException expected) {
            assertTrue(expected.notification().code() > 0);
        }
    }
}
