package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.AsPath.Segment;
import io.gingham.bgp.message.AsPath.SegmentType;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Keepalive;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Well-formed messages of every kind, by a seed.
final class RandomMessages {

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    BgpMessage next() {
        return switch (random.nextInt(8)) {
            case 0 -> open();
            case 1 -> new Keepalive();
            case 2 -> new Notification(random.nextInt(8), random.nextInt(12), octets(20));
            case 3 -> new RouteRefresh(AddressFamily.IPV4_UNICAST, random.nextInt(3));
            default -> update();
        };
    }

    private Open open() {
        List<Capability> capabilities = new ArrayList<>();
        capabilities.add(new Capability.Multiprotocol(AddressFamily.IPV4_UNICAST));
        capabilities.add(new Capability.RouteRefresh());
        capabilities.add(new Capability.FourOctetAs(asNumber()));
        capabilities.add(new Capability.Unknown(200, octets(10)));
        capabilities.add(
                new Capability.GracefulRestart(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(4096),
                        List.of(
                                new Capability.PreservedFamily(
                                        AddressFamily.IPV4_UNICAST, random.nextBoolean()))));
        return new Open(
                new AsNumber(random.nextInt(1, 65536)),
                random.nextInt(3, 65536),
                new RouterId(random.nextInt(1, Integer.MAX_VALUE)),
                capabilities);
    }

    Update update() {
        PathAttributes attributes = attributes();
        return new Update(prefixes(10), attributes, prefixes(20));
    }

    PathAttributes attributes() {
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(
                new PathAttribute.Origin(PathAttribute.OriginType.values()[random.nextInt(3)]));
        attributes.add(new PathAttribute.Path(path()));
        attributes.add(
                new PathAttribute.NextHop(IpAddress.ipv4(0x0a000000 | random.nextInt(1 << 24))));
        attributes.add(new PathAttribute.Med(number()));
        attributes.add(new PathAttribute.LocalPref(number()));
        attributes.add(new PathAttribute.AtomicAggregate());
        attributes.add(new PathAttribute.Aggregator(asNumber(), IpAddress.ipv4(random.nextInt())));
        attributes.add(
                new PathAttribute.Communities(
                        Stream.generate(() -> new Community(random.nextInt()))
                                .limit(random.nextInt(1, 90))
                                .toList()));
        attributes.add(
                new PathAttribute.MpUnreach(
                        AddressFamily.IPV6_UNICAST,
                        List.of(IpPrefix.containing(IpAddress.ipv6(random.nextLong(), 0), 48))));
        attributes.add(new PathAttribute.Unknown(99, 0xc0, octets(300)));
        // The first three are mandatory.
        IntStream.range(0, random.nextInt(7))
                .forEach(_ -> attributes.remove(random.nextInt(3, attributes.size())));
        return PathAttributes.of(attributes);
    }

    /// Without confederations, which an external peer must not send.
    private AsPath path() {
        return new AsPath(
                Stream.generate(
                                () ->
                                        new Segment(
                                                random.nextInt(4) == 0
                                                        ? SegmentType.SET
                                                        : SegmentType.SEQUENCE,
                                                Stream.generate(this::asNumber)
                                                        .limit(random.nextInt(1, 8))
                                                        .toList()))
                        .limit(random.nextInt(4))
                        .toList());
    }

    private AsNumber asNumber() {
        return random.nextBoolean()
                ? new AsNumber(random.nextInt(1, 65536))
                : new AsNumber(number());
    }

    private long number() {
        return random.nextLong(1L << 32);
    }

    private List<IpPrefix> prefixes(int most) {
        return Stream.generate(
                        () ->
                                IpPrefix.containing(
                                        IpAddress.ipv4(random.nextInt()), random.nextInt(33)))
                .limit(random.nextInt(1, most))
                .toList();
    }

    private Octets octets(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return Octets.of(bytes);
    }
}
