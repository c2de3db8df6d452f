package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written is read as it was meant, however much it is.
class UpdateWriterTest {

    private static final AddressFamily IPV4 = AddressFamily.IPV4_UNICAST;
    private static final AddressFamily IPV6 = AddressFamily.IPV6_UNICAST;

    private record Listed(List<Nlri> nlri) implements UpdateWriter.Prefixes {
        @Override
        public int size() {
            return nlri.size();
        }

        @Override
        public long high(int i) {
            return nlri.get(i).prefix().address().high();
        }

        @Override
        public long low(int i) {
            return nlri.get(i).prefix().address().low();
        }

        @Override
        public int length(int i) {
            return nlri.get(i).prefix().length();
        }

        @Override
        public int pathId(int i) {
            return (int) nlri.get(i).pathId();
        }
    }

    private static CodecContext context(boolean extended, boolean addPath) {
        Direction both = new Direction(extended, addPath ? Set.of(IPV4, IPV6) : Set.of());
        return new CodecContext(true, true, true).with(both, both);
    }

    private static List<Nlri> random(AddressFamily family, int count, boolean addPath, long seed) {
        Random random = new Random(seed);
        List<Nlri> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IpPrefix prefix =
                    family.equals(IPV4)
                            ? IpPrefix.containing(
                                    IpAddress.ipv4(random.nextInt()), random.nextInt(33))
                            : IpPrefix.containing(
                                    IpAddress.ipv6(random.nextLong(), random.nextLong()),
                                    random.nextInt(129));
            list.add(new Nlri(prefix, addPath ? random.nextLong(1L << 32) : 0));
        }
        return list;
    }

    private static List<Update> read(UpdateWriter writer, CodecContext context) {
        List<Update> updates = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(writer.copy(0, writer.size()));
        while (left.hasRemaining()) {
            int length = MessageFraming.length(left, context).orElseThrow();
            assertTrue(length <= context.out().maxMessage());
            Decoded decoded = MessageDecoder.decode(left.slice(left.position(), length), context);
            assertEquals(List.of(), decoded.faults());
            updates.add((Update) decoded.message());
            left.position(left.position() + length);
        }
        return updates;
    }

    private static PathAttributes attributes(String nextHop) {
        return PathAttributes.of(
                new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                new PathAttribute.Path(AsPath.sequence(new AsNumber(64601))),
                new PathAttribute.NextHop(IpAddress.parse(nextHop)),
                new PathAttribute.Unknown(99, 0xc0, Octets.of(new byte[300])));
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, false, 1",
        "5000, false, false, 5",
        "5000, true, false, 1",
        "5000, false, true, 10",
        "20000, true, true, 3"
    })
    void ipv4StandsInTheUpdate(int count, boolean extended, boolean addPath, int messages) {
        CodecContext context = context(extended, addPath);
        List<Nlri> prefixes = random(IPV4, count, addPath, count);
        UpdateWriter writer = new UpdateWriter(context);
        assertTrue(writer.announce(IPV4, attributes("10.0.0.1"), new Listed(prefixes)));
        List<Update> updates = read(writer, context);
        assertEquals(prefixes, updates.stream().flatMap(u -> u.announced().stream()).toList());
        updates.forEach(u -> assertEquals(attributes("10.0.0.1"), u.attributes()));
        assertEquals(messages, updates.size());
        writer.clear();
        writer.withdraw(IPV4, new Listed(prefixes));
        assertEquals(
                prefixes,
                read(writer, context).stream().flatMap(u -> u.withdrawn().stream()).toList());
    }

    @ParameterizedTest
    @CsvSource({"1, false", "5000, false", "5000, true"})
    void ipv6StandsInAttributesOfItsOwn(int count, boolean addPath) {
        CodecContext context = context(false, addPath);
        List<Nlri> prefixes = random(IPV6, count, addPath, count);
        UpdateWriter writer = new UpdateWriter(context);
        assertTrue(writer.announce(IPV6, attributes("fd00::1"), new Listed(prefixes)));
        List<Nlri> read = new ArrayList<>();
        for (Update update : read(writer, context)) {
            MpReach reach = update.attributes().find(MpReach.class).orElseThrow();
            assertEquals(List.of(IpAddress.parse("fd00::1")), reach.nextHops());
            read.addAll(reach.announced());
        }
        assertEquals(prefixes, read);
        writer.clear();
        writer.withdraw(IPV6, new Listed(prefixes));
        assertEquals(
                prefixes,
                read(writer, context).stream()
                        .flatMap(
                                u ->
                                        u
                                                .attributes()
                                                .find(MpUnreach.class)
                                                .orElseThrow()
                                                .withdrawn()
                                                .stream())
                        .toList());
    }

    @Test
    void theListOfPrefixesComesFirst() {
        CodecContext context = context(false, false);
        UpdateWriter writer = new UpdateWriter(context);
        List<Nlri> one = random(IPV6, 1, false, 1);
        assertTrue(writer.announce(IPV6, attributes("fd00::1"), new Listed(one)));
        int type = writer.copy(0, writer.size())[MessageFraming.HEADER + 5];
        assertEquals(MpReach.TYPE, type, "RFC 7606 section 5.1");
    }

    @Test
    void ipv4OverIpv6NeedsThoseAttributesToo() {
        CodecContext context = context(false, false);
        UpdateWriter writer = new UpdateWriter(context);
        List<Nlri> one = random(IPV4, 1, false, 1);
        assertTrue(writer.announce(IPV4, attributes("fd00::1"), new Listed(one)));
        MpReach reach =
                read(writer, context).getFirst().attributes().find(MpReach.class).orElseThrow();
        assertEquals(new MpReach(IPV4, List.of(IpAddress.parse("fd00::1")), one), reach);
    }

    @Test
    void attributesThatLeaveNoRoomAreRefusedWhole() {
        CodecContext context = context(false, false);
        UpdateWriter writer = new UpdateWriter(context);
        PathAttributes large =
                attributes("10.0.0.1")
                        .with(new PathAttribute.Unknown(98, 0xc0, Octets.of(new byte[3760])));
        List<Nlri> some = random(IPV4, 10, false, 1);
        assertFalse(writer.announce(IPV4, large, new Listed(some)));
        assertEquals(0, writer.size());
    }
}
