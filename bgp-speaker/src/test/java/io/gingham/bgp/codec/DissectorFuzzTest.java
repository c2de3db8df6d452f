package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.codec.CodecContext.PeerKind;
import io.gingham.bgp.message.AddressFamily;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes are, each layer answers, and with memory in proportion to them.
class DissectorFuzzTest {

    private static final Direction LONG =
            new Direction(true, Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST));

    private static CodecContext context(Random random) {
        PeerKind peer = PeerKind.values()[random.nextInt(PeerKind.values().length)];
        Direction both = random.nextBoolean() ? LONG : Direction.PLAIN;
        return new CodecContext(
                random.nextBoolean(), peer, random.nextBoolean(), both, both, random.nextBoolean());
    }

    @Test
    void noBytesBreakAnyLayer() {
        long seed = Long.getLong("gingham.fuzz.seed", System.nanoTime());
        System.out.println("dissector fuzz seed " + seed + " (repeat with -Dgingham.fuzz.seed)");
        Random random = new Random(seed);
        for (int i = 0; i < 60_000; i++) {
            CodecContext context = context(random);
            RandomMessages messages =
                    new RandomMessages(random, context.out().addPath().size() == 2);
            byte[] bytes = MessageEncoder.encode(messages.next(), context);
            mutate(bytes, random);
            try {
                dissect(bytes, context, random.nextInt(6));
            } catch (RuntimeException e) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
    }

    private static void mutate(byte[] bytes, Random random) {
        for (int n = random.nextInt(4); n > 0 && bytes.length > 19; n--) {
            bytes[random.nextInt(19, bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(40));
        }
    }

    private static void dissect(byte[] message, CodecContext context, int layer) {
        byte[] body = Arrays.copyOfRange(message, 19, message.length);
        switch (layer) {
            case 0 -> Dissector.attributes(body, true, context);
            case 1 -> Dissector.attribute(body, context);
            case 2 -> Dissector.capabilities(body);
            case 3 -> Dissector.asPath(body, true);
            default -> Dissector.message(ByteBuffer.wrap(message), context);
        }
    }

    /// Sixteen times the octets may take sixteen times the memory, and no more: prefixes of one
    /// octet, attributes of three, communities, segments.
    @ParameterizedTest
    @ValueSource(strings = {"nlri", "c00800", "c02000", "400200", "c0990100"})
    void memoryGrowsWithTheMessage(String kind) {
        long small = allocated(update(kind, 3_900));
        long large = allocated(update(kind, 62_400));
        assertTrue(large < small * 24 + 200_000, kind + ": " + small + " and " + large);
        // A prefix of one octet is two objects, and here its text as well.
        assertTrue(large < 62_400L * 600, kind + ": " + large + " bytes");
    }

    private static byte[] update(String kind, int octets) {
        boolean prefixes = kind.equals("nlri");
        int length = octets + 23;
        ByteBuffer message = ByteBuffer.allocate(length);
        message.put(HexFormat.of().parseHex("ff".repeat(16))).putShort((short) length);
        message.put((byte) 2).putShort((short) (prefixes ? octets : 0));
        if (!prefixes) {
            message.putShort((short) octets);
            byte[] attribute = HexFormat.of().parseHex(kind);
            while (message.remaining() >= attribute.length) {
                message.put(attribute);
            }
        }
        return message.array();
    }

    private static long allocated(byte[] message) {
        CodecContext context =
                new CodecContext(true, false, false)
                        .with(new Direction(true, Set.of()), Direction.PLAIN);
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Dissector.message(ByteBuffer.wrap(message), context);
        long before = bean.getCurrentThreadAllocatedBytes();
        Dissector.message(ByteBuffer.wrap(message), context);
        return bean.getCurrentThreadAllocatedBytes() - before;
    }
}
