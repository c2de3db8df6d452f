package io.gingham.bfd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gingham.bfd.PacketReader.Flaw;
import io.gingham.bfd.PacketReader.Reading;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// RFC 5880 sections 4.1 and 6.8.6, as far as no session is needed.
class PacketReaderTest {

    /// State Up, poll, multiplier 3, 100 ms both ways.
    private static final byte[] GOOD =
            HexFormat.of().parseHex("20e0031801020304" + "0a0b0c0d" + "000186a0000186a000000000");

    private static byte[] with(int at, int value) {
        byte[] changed = GOOD.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static void assertDiscarded(Flaw flaw, byte[] payload) {
        assertEquals(new Reading.Discarded(flaw), PacketReader.read(payload));
    }

    private static ControlPacket packet(byte[] payload) {
        return assertInstanceOf(Reading.Sound.class, PacketReader.read(payload)).packet();
    }

    @Test
    void readsEveryField() {
        ControlPacket packet = packet(GOOD);
        assertEquals(Diagnostic.NONE, packet.diagnostic());
        assertEquals(BfdState.UP, packet.state());
        assertEquals(true, packet.poll());
        assertEquals(false, packet.fin());
        assertEquals(3, packet.multiplier());
        assertEquals(0x01020304, packet.myDiscriminator());
        assertEquals(0x0a0b0c0d, packet.yourDiscriminator());
        assertEquals(100_000, packet.desiredMinTxMicros());
        assertEquals(100_000, packet.requiredMinRxMicros());
        assertEquals(0, packet.requiredMinEchoRxMicros());
    }

    @Test
    void whatIsWrittenIsRead() {
        SplittableRandom random = new SplittableRandom(7);
        System.out.println("seed 7");
        for (int i = 0; i < 10_000; i++) {
            ControlPacket packet =
                    new ControlPacket(
                            new Diagnostic(random.nextInt(32)),
                            BfdState.of(random.nextInt(4)),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(1, 256),
                            random.nextInt() | 1,
                            random.nextInt(),
                            random.nextLong(1L << 32),
                            random.nextLong(1L << 32),
                            random.nextLong(1L << 32));
            assertEquals(packet, packet(PacketReader.write(packet)));
        }
    }

    @Test
    void anotherVersionIsDiscarded() {
        assertDiscarded(Flaw.WRONG_VERSION, with(0, 0x00));
        assertDiscarded(Flaw.WRONG_VERSION, with(0, 0x40));
    }

    @Test
    void aLengthBelowTheMinimumIsDiscarded() {
        assertDiscarded(Flaw.TOO_SHORT, with(3, 23));
        assertDiscarded(Flaw.TOO_SHORT, Arrays.copyOf(GOOD, 23));
        assertDiscarded(Flaw.TOO_SHORT, new byte[] {0x20});
    }

    @Test
    void withAuthenticationTheMinimumIsLonger() {
        byte[] authenticated = Arrays.copyOf(with(1, 0xc4), 40);
        authenticated[3] = 25;
        assertDiscarded(Flaw.TOO_SHORT, authenticated);
        authenticated[3] = 26;
        Reading reading = PacketReader.read(authenticated);
        assertEquals(true, assertInstanceOf(Reading.Sound.class, reading).authenticated());
    }

    @Test
    void aLengthBeyondThePayloadIsDiscarded() {
        assertDiscarded(Flaw.LONGER_THAN_PAYLOAD, with(3, 25));
    }

    @Test
    void whatFollowsThePacketDoesNotMatter() {
        assertEquals(packet(GOOD), packet(Arrays.copyOf(GOOD, 100)));
    }

    @Test
    void aMultiplierOfZeroIsDiscarded() {
        assertDiscarded(Flaw.MULTIPLIER_ZERO, with(2, 0));
    }

    @Test
    void theMultipointBitIsDiscarded() {
        assertDiscarded(Flaw.MULTIPOINT, with(1, 0xe1));
    }

    @Test
    void myDiscriminatorZeroIsDiscarded() {
        byte[] payload = GOOD.clone();
        Arrays.fill(payload, 4, 8, (byte) 0);
        assertDiscarded(Flaw.MY_DISCRIMINATOR_ZERO, payload);
    }

    @Test
    void theChecksAreMadeInTheOrderOfTheRfc() {
        byte[] wrong = new byte[24];
        wrong[1] = 1;
        assertDiscarded(Flaw.WRONG_VERSION, wrong);
        wrong[0] = 0x20;
        assertDiscarded(Flaw.TOO_SHORT, wrong);
        wrong[3] = 25;
        assertDiscarded(Flaw.LONGER_THAN_PAYLOAD, wrong);
        wrong[3] = 24;
        assertDiscarded(Flaw.MULTIPLIER_ZERO, wrong);
        wrong[2] = 1;
        assertDiscarded(Flaw.MULTIPOINT, wrong);
        wrong[1] = 0;
        assertDiscarded(Flaw.MY_DISCRIMINATOR_ZERO, wrong);
    }

    @Test
    void noOctetsBreakTheReader() {
        SplittableRandom random = new SplittableRandom(11);
        System.out.println("seed 11");
        for (int i = 0; i < 100_000; i++) {
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            if (payload.length > 3 && random.nextBoolean()) {
                payload[0] = (byte) (0x20 | payload[0] & 0x1f);
                payload[3] = 24;
            }
            PacketReader.read(payload);
        }
    }

    @Test
    void unknownDiagnosticsAreKept() {
        byte[] octets = with(0, 0x20 | 30);
        assertEquals(new Diagnostic(30), packet(octets).diagnostic());
        assertArrayEquals(octets, PacketReader.write(packet(octets)));
    }
}
