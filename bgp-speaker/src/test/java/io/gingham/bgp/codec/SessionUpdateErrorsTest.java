package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong in an update of a session: RFC 7606 section 5.2, AS 0 (RFC 7607), next hops.
class SessionUpdateErrorsTest {

    private static final String ORIGIN = "40010100";
    private static final String PATH = "4002060201" + "0000fde9";
    private static final String GOOD = ORIGIN + PATH + "4003040a000002";
    private static final String UNREACH = "800f08" + "000201" + "20" + "20010db8";
    private static final CodecContext FOUR = new CodecContext(true, true, false).ofSession();
    private static final CodecContext TWO = new CodecContext(false, true, false).ofSession();

    private static Decoded decode(
            String withdrawn, String attributes, String nlri, CodecContext context) {
        byte[] gone = HexFormat.of().parseHex(withdrawn);
        byte[] list = HexFormat.of().parseHex(attributes.replace(" ", ""));
        byte[] prefixes = HexFormat.of().parseHex(nlri);
        int length = 23 + gone.length + list.length + prefixes.length;
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(HexFormat.of().parseHex("ff".repeat(16))).putShort((short) length).put((byte) 2);
        frame.putShort((short) gone.length).put(gone);
        frame.putShort((short) list.length).put(list).put(prefixes);
        return MessageDecoder.decode(frame.flip(), context);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "withdrawn only and MED of 3 octets,       180a0701, 800403000001, ATTRIBUTE_LENGTH",
        "withdrawn only and AS_PATH of a bad type, 180a0701, 4002060901 0000fde9, MALFORMED_AS_PATH",
        "withdrawn only and AS 0,                  180a0701, 4002060201 00000000, MALFORMED_AS_PATH",
        "MP_UNREACH only and ORIGIN 9,             '', 800f08 000201 2020010db8 40010109, INVALID_ORIGIN",
        "both and COMMUNITIES of 5 octets,         180a0701, 800f08 000201 2020010db8 c008050000000000, ATTRIBUTE_LENGTH",
        "none and ORIGIN optional,                 '', c0010100 4002060201 0000fde9 4003040a000002, ATTRIBUTE_FLAGS",
        "none and cut off,                         '', 40010100 4004, MALFORMED_ATTRIBUTE_LIST",
        "MP_REACH without prefixes and ORIGIN 9,   180a0701, 40010109 800e15 000201 10 20010db8000000000000000000000001 00, INVALID_ORIGIN"
    })
    void withoutAnAnnouncementAnErrorEndsTheSession(
            String what, String withdrawn, String attributes, BgpError error) {
        BgpException e =
                assertThrows(BgpException.class, () -> decode(withdrawn, attributes, "", FOUR));
        assertEquals(error, e.error(), what);
    }

    @Test
    void withoutAnAnnouncementAnAttributeMayBeLeftOut() {
        Decoded decoded = decode("180a0701", "c00703616263", "", FOUR);
        assertEquals(Optional.of(AttributeVerdict.DISCARD), decoded.verdict());
        assertEquals(1, ((Update) decoded.message()).withdrawn().size());
        assertEquals(Optional.empty(), decode("", UNREACH, "", FOUR).verdict());
    }

    @Test
    void whereAnythingIsAnnouncedRoutesAreWithdrawnAndTheSessionStays() {
        String bad = "40010109" + PATH;
        String reach = "800e1a" + "000201" + "10" + "20010db8000000000000000000000001" + "00";
        Decoded ipv6 = decode("180a0701", bad + reach + "20" + "20010db8", "", FOUR);
        assertEquals(Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW), ipv6.verdict());
        assertTrue(((Update) ipv6.message()).attributes().find(MpUnreach.class).isPresent());
        // A VPN route, which is not for us, but an announcement.
        String vpn =
                "800e20"
                        + "000180"
                        + "0c"
                        + "0000000000000000"
                        + "0a000001"
                        + "00"
                        + "70"
                        + "000101"
                        + "0000fde900000001"
                        + "0a0707";
        Decoded foreign = decode("", bad + vpn, "", FOUR);
        assertEquals(Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW), foreign.verdict());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "first,                TREAT_AS_WITHDRAW, 40010100 40020e0203 00000000 0000fde9 0000fdea 4003040a000002",
        "last,                 TREAT_AS_WITHDRAW, 40010100 40020a0202 0000fde9 00000000 4003040a000002",
        "in a set,             TREAT_AS_WITHDRAW, 40010100 4002100201 0000fde9 0102 0000fdea 00000000 4003040a000002",
        "of an AGGREGATOR,     DISCARD,           40010100 4002060201 0000fde9 4003040a000002 c00708 00000000 0a000001",
        "of ONLY_TO_CUSTOMER,  TREAT_AS_WITHDRAW, 40010100 4002060201 0000fde9 4003040a000002 c02304 00000000"
    })
    void asZeroIsNobodys(String where, AttributeVerdict verdict, String attributes) {
        assertEquals(Optional.of(verdict), decode("", attributes, "080a", FOUR).verdict(), where);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "AS_PATH,        TREAT_AS_WITHDRAW, 40010100 4002060202 fde9 0000 4003040a000002",
        "AS4_PATH,       DISCARD,           40010100 4002040201 fde9 4003040a000002 c01106 0201 00000000",
        "AS4_AGGREGATOR, DISCARD,           40010100 4002040201 fde9 4003040a000002 c00706 5ba0 0a000001 c01208 00000000 0a000001"
    })
    void asZeroIsNobodysInTwoOctetsEither(
            String where, AttributeVerdict verdict, String attributes) {
        assertEquals(Optional.of(verdict), decode("", attributes, "080a", TWO).verdict(), where);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "00000000000000000000000000000000, unspecified",
        "00000000000000000000000000000001, loopback",
        "ff0e0000000000000000000000000005, multicast",
        "00000000000000000000ffff0a000002, IPv4 in IPv6's clothes",
        "20010db8000000000000000000000001 00000000000000000000000000000001, second half is loopback",
        "20010db8000000000000000000000001 ff020000000000000000000000000001, second half is multicast",
        "ff020000000000000000000000000001 fe800000000000000000000000000001, first half is multicast",
        "00000000000000000000000000000000 00000000000000000000000000000000, nothing twice"
    })
    void aNextHopThatIsNoHostsWithdrawsTheRoutes(String hops, String what) {
        Decoded decoded = decode("", ORIGIN + PATH + reach(hops), "", FOUR);
        assertEquals(Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW), decoded.verdict(), what);
        assertEquals(BgpError.INVALID_NEXT_HOP, decoded.faults().getFirst().cause().error());
        assertTrue(((Update) decoded.message()).attributes().find(MpUnreach.class).isPresent());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "20010db8000000000000000000000001, global",
        "fe800000000000000000000000000001, link-local alone",
        "20010db8000000000000000000000001 fe800000000000000000000000000001, both",
        "00000000000000000000000000000000 fe800000000000000000000000000001, as BIRD on a link",
        "fe800000000000000000000000000001 fe800000000000000000000000000001, as FRR on a link",
        "20010db8000000000000000000000001 20010db8000000000000000000000002, two global ones",
        "20010db8000000000000000000000001 00000000000000000000000000000000, without a link-local one"
    })
    void aHostsNextHopIsFine(String hops, String what) {
        assertEquals(
                Optional.empty(),
                decode("", ORIGIN + PATH + reach(hops), "", FOUR).verdict(),
                what);
    }

    @Test
    void loopbackIsAHostOnASessionOverLoopback() {
        CodecContext loopback = new CodecContext(true, true, true).ofSession();
        String hop = "00000000000000000000000000000001";
        assertEquals(
                Optional.empty(), decode("", ORIGIN + PATH + reach(hop), "", loopback).verdict());
    }

    private static String reach(String hops) {
        String plain = hops.replace(" ", "");
        int octets = plain.length() / 2;
        return "800e%02x000201%02x%s00".formatted(5 + octets + 5, octets, plain) + "2020010db8";
    }
}
