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
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import io.gingham.bgp.message.Nlri;
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
    private final boolean addPath;

    RandomMessages(Random random) {
        this(random, false);
    }

    /// @param addPath prefixes have path identifiers
    RandomMessages(Random random, boolean addPath) {
        this.random = random;
        this.addPath = addPath;
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
        capabilities.add(Capability.ExtendedNextHop.ipv4OverIpv6());
        capabilities.add(new Capability.ExtendedMessage());
        capabilities.add(new Capability.Role(Capability.RoleType.values()[random.nextInt(5)]));
        capabilities.add(
                new Capability.AddPath(
                        List.of(
                                new Capability.AddPathFamily(
                                        AddressFamily.IPV6_UNICAST, random.nextInt(256)))));
        capabilities.add(new Capability.EnhancedRouteRefresh());
        capabilities.add(
                new Capability.LongLivedGracefulRestart(
                        List.of(
                                new Capability.LongLivedFamily(
                                        AddressFamily.IPV4_UNICAST,
                                        random.nextBoolean(),
                                        random.nextInt(1 << 24)))));
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
        return new Update(nlri(10), attributes, nlri(20));
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
                new PathAttribute.MpUnreach(AddressFamily.IPV6_UNICAST, List.of(ipv6Prefix())));
        attributes.add(
                new PathAttribute.MpReach(
                        AddressFamily.IPV6_UNICAST,
                        List.of(IpAddress.ipv6(random.nextLong(), random.nextLong())),
                        List.of(ipv6Prefix(), ipv6Prefix())));
        attributes.add(new PathAttribute.OriginatorId(IpAddress.ipv4(random.nextInt())));
        attributes.add(
                new PathAttribute.ClusterList(
                        Stream.generate(() -> IpAddress.ipv4(random.nextInt()))
                                .limit(random.nextInt(1, 5))
                                .toList()));
        attributes.add(
                new PathAttribute.ExtendedCommunities(
                        Stream.generate(() -> new ExtendedCommunity(random.nextLong()))
                                .limit(random.nextInt(1, 40))
                                .toList()));
        attributes.add(
                new PathAttribute.LargeCommunities(
                        List.of(new LargeCommunity(random.nextInt(), random.nextInt(), 1))));
        attributes.add(new PathAttribute.OnlyToCustomer(asNumber()));
        attributes.add(new PathAttribute.Aigp(Octets.parse("01000b0000000000000064")));
        attributes.add(new PathAttribute.Unknown(99, 0xc0, octets(300)));
        // The first three are mandatory.
        IntStream.range(0, random.nextInt(attributes.size() - 3))
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

    private Nlri ipv6Prefix() {
        return nlri(
                IpPrefix.containing(
                        IpAddress.ipv6(random.nextLong(), random.nextLong()), random.nextInt(129)));
    }

    private Nlri nlri(IpPrefix prefix) {
        return new Nlri(prefix, addPath ? number() : 0);
    }

    private List<Nlri> nlri(int most) {
        return Stream.generate(
                        () ->
                                nlri(
                                        IpPrefix.containing(
                                                IpAddress.ipv4(random.nextInt()),
                                                random.nextInt(33))))
                .limit(random.nextInt(1, most))
                .toList();
    }

    private Octets octets(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return Octets.of(bytes);
    }
}
