package io.gingham.netlink.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Against attributes as the kernel's headers lay them out.
class ConnectionCodecTest {

    /// CTA_TUPLE_ORIG's content: addresses 10.0.0.1 > 10.0.0.2, UDP, ports 5 and 53.
    private static final String ORIGINAL =
            "14000180"
                    + "08000100"
                    + "0a000001"
                    + "08000200"
                    + "0a000002"
                    + "1c000280"
                    + "05000100"
                    + "11000000"
                    + "06000200"
                    + "00050000"
                    + "06000300"
                    + "00350000";

    private static final String REPLY =
            "14000180" + "08000100" + "0a000002" + "08000200" + "0a000001";
    private static final String MESSAGE =
            "02000000"
                    + "34000180"
                    + ORIGINAL
                    + "18000280"
                    + REPLY
                    + "08000c00"
                    + "deadbeef"
                    + "06001200"
                    + "00070000";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static Connection connection() {
        return (Connection) ConnectionCodec.decode(bytes(MESSAGE)).orElseThrow();
    }

    @Test
    void readsAnEntry() {
        IpAddress one = IpAddress.parse("10.0.0.1");
        IpAddress two = IpAddress.parse("10.0.0.2");
        assertEquals(
                new Connection(
                        IpFamily.IPV4,
                        new Connection.Flow(one, two),
                        new Connection.Flow(two, one),
                        bytes(ORIGINAL),
                        Optional.of(bytes("0007")),
                        Optional.of(bytes("deadbeef"))),
                connection());
    }

    @Test
    void namesItToTheKernelAsItCame() {
        byte[] request = ConnectionCodec.delete(connection(), 9);
        assertEquals(
                // Length, type (subsystem 1, message 2), flags (request, acknowledge), number,
                // port.
                "58000000"
                        + "0201"
                        + "0500"
                        + "09000000"
                        + "00000000"
                        + "02000000"
                        + "34000180"
                        + ORIGINAL
                        + "06001200"
                        + "00070000"
                        + "08000c00"
                        + "deadbeef",
                HexFormat.of().formatHex(request));
    }

    @Test
    void asksForAllOfAFamily() {
        assertEquals(
                "14000000" + "0101" + "0103" + "01000000" + "00000000" + "0a000000",
                HexFormat.of().formatHex(ConnectionCodec.dump(Optional.of(IpFamily.IPV6), 1)));
    }

    @Test
    void asksForAllOfBothFamiliesInOneGo() {
        assertEquals(
                "14000000" + "0101" + "0103" + "01000000" + "00000000" + "00000000",
                HexFormat.of().formatHex(ConnectionCodec.dump(Optional.empty(), 1)));
    }

    @Test
    void entriesOfOtherFamiliesAreLeftOut() {
        assertEquals(Optional.empty(), ConnectionCodec.decode(bytes("07000000")));
        assertEquals(Optional.empty(), ConnectionCodec.decode(bytes("02000000")));
    }

    @Test
    void anAddressOfTheWrongLengthIsRefused() {
        String wrong = MESSAGE.replace("14000180" + "08000100", "14000180" + "07000100");
        NetlinkException e =
                assertThrows(NetlinkException.class, () -> ConnectionCodec.decode(bytes(wrong)));
        assertEquals(Errno.EPROTO, e.errno());
    }

    @Test
    void damagedBytesAreReadOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        System.out.println("ConnectionCodecTest: seed " + seed);
        Random random = new Random(seed);
        byte[] whole = HexFormat.of().parseHex(MESSAGE);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                ConnectionCodec.decode(
                        ByteBuffer.wrap(damaged, 0, random.nextInt(damaged.length + 1)));
            } catch (NetlinkException e) {
                assertEquals(Errno.EPROTO, e.errno());
            }
        }
    }
}
