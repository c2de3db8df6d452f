package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 7606: what a bad attribute does to its update.
class UpdateErrorsTest {

    private static final String GOOD = "40010100" + "4002060201" + "0000fde9" + "4003040a000002";
    private static final CodecContext EXTERNAL = new CodecContext(true, true, false);
    private static final CodecContext INTERNAL = new CodecContext(true, false, false);

    /// An update of 10.0.0.0/8 with those attributes.
    private static Decoded decode(String attributes, CodecContext context) {
        return decode(attributes, "080a", context);
    }

    private static Decoded decode(String attributes, String nlri, CodecContext context) {
        byte[] list = HexFormat.of().parseHex(attributes);
        byte[] prefixes = HexFormat.of().parseHex(nlri);
        int length = 23 + list.length + prefixes.length;
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(HexFormat.of().parseHex("ff".repeat(16))).putShort((short) length).put((byte) 2);
        frame.putShort((short) 0).putShort((short) list.length).put(list).put(prefixes);
        return MessageDecoder.decode(frame.flip(), context);
    }

    private static Optional<AttributeVerdict> verdict(String attributes, CodecContext context) {
        return decode(attributes, context).verdict();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ORIGIN 3,              TREAT_AS_WITHDRAW, 40010103 4002060201 0000fde9 4003040a000002",
        "ORIGIN of two octets,  TREAT_AS_WITHDRAW, 4001020000 4002060201 0000fde9 4003040a000002",
        "ORIGIN optional,       TREAT_AS_WITHDRAW, c0010100 4002060201 0000fde9 4003040a000002",
        "no ORIGIN,             TREAT_AS_WITHDRAW, 4002060201 0000fde9 4003040a000002",
        "no AS_PATH,            TREAT_AS_WITHDRAW, 40010100 4003040a000002",
        "no NEXT_HOP,           TREAT_AS_WITHDRAW, 40010100 4002060201 0000fde9",
        "empty segment,         TREAT_AS_WITHDRAW, 40010100 4002020200 4003040a000002",
        "segment overrun,       TREAT_AS_WITHDRAW, 40010100 4002060202 0000fde9 4003040a000002",
        "multicast next hop,    TREAT_AS_WITHDRAW, 40010100 4002060201 0000fde9 400304e0000001",
        "next hop of 5 octets,  TREAT_AS_WITHDRAW, 40010100 4002060201 0000fde9 4003050a00000200"
    })
    void aBadMandatoryAttribute(String what, AttributeVerdict verdict, String attributes) {
        Decoded decoded = decode(attributes.replace(" ", ""), EXTERNAL);
        assertEquals(Optional.of(verdict), decoded.verdict(), what);
        Update update = (Update) decoded.message();
        assertEquals(List.of(Nlri.of(IpPrefix.parse("10.0.0.0/8"))), update.withdrawn());
        assertEquals(List.of(), update.announced());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "MED of three octets,       TREAT_AS_WITHDRAW, 800403000001",
        "COMMUNITIES of 5 octets,   TREAT_AS_WITHDRAW, c008050000000000",
        "no COMMUNITIES,            TREAT_AS_WITHDRAW, c00800",
        "ATOMIC_AGGREGATE with text, DISCARD,          40060100",
        "AGGREGATOR of 6 octets,    DISCARD,           c00706fde90a000001",
        "LOCAL_PREF from outside,   DISCARD,           40050400000064",
        "ORIGIN again,              DISCARD,           40010102",
        "cut off in its header,     TREAT_AS_WITHDRAW, 4004",
        "longer than the list,      TREAT_AS_WITHDRAW, 80040900000001"
    })
    void aBadAttributeMore(String what, AttributeVerdict verdict, String attribute) {
        assertEquals(Optional.of(verdict), verdict(GOOD + attribute, EXTERNAL), what);
    }

    @Test
    void aGoodUpdateHasNoFaults() {
        assertEquals(Optional.empty(), verdict(GOOD, EXTERNAL));
        assertEquals(Optional.empty(), verdict(GOOD + "40050400000064", INTERNAL));
    }

    @Test
    void aLocalPrefOfThreeOctetsFromInsideWithdraws() {
        assertEquals(
                Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW),
                verdict(GOOD + "400503000064", INTERNAL));
    }

    @Test
    void anUnknownWellKnownAttributeEndsTheSession() {
        BgpException e =
                assertThrows(BgpException.class, () -> decode(GOOD + "40630100", EXTERNAL));
        assertEquals(BgpError.UNRECOGNIZED_WELL_KNOWN, e.error());
        assertEquals("40630100", e.notification().data().toString());
    }

    @Test
    void aPrefixLongerThanAnAddressEndsTheSession() {
        BgpException e =
                assertThrows(BgpException.class, () -> decode(GOOD, "210a00000000", EXTERNAL));
        assertEquals(BgpError.INVALID_NETWORK_FIELD, e.error());
    }

    @Test
    void twoListsOfPrefixesEndTheSession() {
        String reach = "800e0d00010104" + "0a000002" + "00" + "180a0101";
        assertEquals(Optional.empty(), verdict(GOOD + reach, EXTERNAL));
        BgpException e =
                assertThrows(BgpException.class, () -> decode(GOOD + reach + reach, EXTERNAL));
        assertEquals(BgpError.MALFORMED_ATTRIBUTE_LIST, e.error());
    }

    @Test
    void aBadUpdateNeverPassesForAnEndOfRib() {
        assertThrows(BgpException.class, () -> decode("40010103", "", EXTERNAL));
        Update marker = (Update) decode("", "", EXTERNAL).message();
        assertTrue(marker.endOfRib().isPresent());
    }

    @Test
    void loopbackIsANextHopOnLoopbackOnly() {
        String attributes = "40010100" + "4002060201" + "0000fde9" + "4003047f000002";
        assertEquals(
                Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW), verdict(attributes, EXTERNAL));
        assertEquals(Optional.empty(), verdict(attributes, new CodecContext(true, true, true)));
    }

    @Test
    void ipv6ExtendedCommunitiesAreTwentyOctetsEach() {
        String one = "0002" + "20010db8".repeat(4) + "0001";
        assertEquals(Optional.empty(), verdict(GOOD + "c01914" + one, EXTERNAL));
        Optional<AttributeVerdict> withdrawn = Optional.of(AttributeVerdict.TREAT_AS_WITHDRAW);
        assertEquals(withdrawn, verdict(GOOD + "c01900", EXTERNAL));
        assertEquals(withdrawn, verdict(GOOD + "c01915" + one + "00", EXTERNAL));
    }

    @Test
    void unknownTransitiveAttributesAreKept() {
        Update update = (Update) decode(GOOD + "c06302abcd", EXTERNAL).message();
        assertTrue(update.attributes().find(PathAttribute.Unknown.class).isPresent());
    }
}
