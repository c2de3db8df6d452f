package io.gingham.netlink.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.router.RouterMessage.Advertisement;
import io.gingham.netlink.router.RouterMessage.Solicitation;
import io.gingham.netlink.router.Verdict.Invalid;
import io.gingham.netlink.router.Verdict.Valid;
import io.gingham.value.IpAddress;
import io.gingham.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouterMessageCodecTest {

    private static final IpAddress ON_LINK = IpAddress.parse("fe80::1");
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");

    /// As FRR 8 sends them, with its address on the link.
    private static final String FROM_FRR =
            "86 00 1234 40 00 0000 00000000 00000000 01 01 020000000001";

    private static final String SOLICITATION = "85 00 0000 00000000";

    private static Verdict decode(String source, int hopLimit, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return RouterMessageCodec.decode(IpAddress.parse(source), hopLimit, ByteBuffer.wrap(bytes));
    }

    private static void refused(String why, Verdict verdict) {
        String said = assertInstanceOf(Invalid.class, verdict).why();
        assertTrue(said.contains(why), said);
    }

    @Test
    void readsAnAdvertisementOfFrr() {
        assertEquals(
                new Valid(new Advertisement(0, Optional.of(MAC))),
                decode("fe80::1", 255, FROM_FRR));
    }

    @Test
    void readsASolicitationOfAHostWithAndWithoutAnAddress() {
        Verdict asked = new Valid(new Solicitation());
        assertEquals(asked, decode("fe80::2", 255, SOLICITATION));
        assertEquals(asked, decode("::", 255, SOLICITATION));
        assertEquals(asked, decode("fe80::2", 255, SOLICITATION + "0101020000000001"));
    }

    @Test
    void writesWhatItReads() {
        for (Advertisement advertisement :
                new Advertisement[] {
                    new Advertisement(0, Optional.of(MAC)),
                    new Advertisement(65_535, Optional.empty())
                }) {
            ByteBuffer bytes = ByteBuffer.wrap(RouterMessageCodec.encode(advertisement));
            assertEquals(new Valid(advertisement), RouterMessageCodec.decode(ON_LINK, 255, bytes));
        }
    }

    @Test
    void refusesWhatCameThroughARouter() {
        refused("hop limit is 254", decode("fe80::1", 254, FROM_FRR));
        refused("hop limit is 254", decode("fe80::1", 254, SOLICITATION));
    }

    @Test
    void refusesAnAdvertisementFromAnAddressThatIsNotLinkLocal() {
        refused("not link-local", decode("2001:db8::1", 255, FROM_FRR));
        refused("not link-local", decode("::", 255, FROM_FRR));
    }

    @Test
    void refusesACodeOtherThanZero() {
        refused("code is 1", decode("fe80::1", 255, "8601" + FROM_FRR.substring(5)));
        refused("code is 1", decode("fe80::1", 255, "8501" + SOLICITATION.substring(5)));
    }

    @Test
    void refusesWhatIsTooShort() {
        refused("fewer than 16", decode("fe80::1", 255, "86 00 0000 40 00 0000 00000000 000000"));
        refused("fewer than 8", decode("fe80::1", 255, "85 00 0000 000000"));
        refused("fewer than 8", decode("fe80::1", 255, ""));
    }

    @Test
    void refusesAnOptionOfLengthZero() {
        String withoutOptions = FROM_FRR.substring(0, FROM_FRR.indexOf("01 01"));
        refused("length 0", decode("fe80::1", 255, withoutOptions + "05 00 000000000000"));
        refused("length 0", decode("fe80::1", 255, SOLICITATION + "01 00 020000000001"));
    }

    @Test
    void refusesAnOptionThatEndsBehindTheMessage() {
        String withoutOptions = FROM_FRR.substring(0, FROM_FRR.indexOf("01 01"));
        refused("longer than", decode("fe80::1", 255, withoutOptions + "01 02 020000000001"));
        refused("length 0", decode("fe80::1", 255, FROM_FRR + "01"));
    }

    @Test
    void refusesASolicitationWithALinkLayerAddressAndNoSource() {
        refused("no source", decode("::", 255, SOLICITATION + "0101020000000001"));
    }

    @Test
    void refusesAnotherType() {
        refused("type is 135", decode("fe80::1", 255, "8700" + FROM_FRR.substring(5)));
    }

    @Test
    void passesOverOptionsItDoesNotKnow() {
        String withoutOptions = FROM_FRR.substring(0, FROM_FRR.indexOf("01 01"));
        assertEquals(
                new Valid(new Advertisement(0, Optional.of(MAC))),
                decode(
                        "fe80::1",
                        255,
                        withoutOptions + "fe02" + "00".repeat(14) + "0101020000000001"));
    }

    @Test
    void neverFailsOnRandomBytes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = (byte) (133 + random.nextInt(2));
                bytes[1] = 0;
            }
            RouterMessageCodec.decode(ON_LINK, 255, ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void aLifetimeHasSixteenBits() {
        assertThrows(
                IllegalArgumentException.class, () -> new Advertisement(65_536, Optional.empty()));
    }
}
