package io.gingham.agent.glass;

import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.MessageCounts;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Peers and routes for tests.
public final class Sights {

    private Sights() {}

    public static PeerStatus up(String name, String address) {
        return new PeerStatus(
                name,
                IpAddress.parse(address),
                new AsNumber(65001),
                Optional.of(RouterId.of(IpAddress.parse("192.0.2.9"))),
                "Established",
                Duration.ofSeconds(3_727),
                Optional.of(Duration.ofMillis(1_500)),
                2,
                10,
                9,
                8,
                new MessageCounts(1, 20, 0, 300, 0),
                new MessageCounts(1, 10, 0, 301, 1),
                42,
                Optional.of(Duration.ofSeconds(77)),
                Optional.of(true),
                false,
                "");
    }

    public static PeerStatus down(String name, String address) {
        return new PeerStatus(
                name,
                IpAddress.parse(address),
                new AsNumber(65002),
                Optional.empty(),
                "Active",
                Duration.ZERO,
                Optional.empty(),
                0,
                0,
                0,
                0,
                MessageCounts.NONE,
                MessageCounts.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                true,
                "connection refused");
    }

    /// One that was too slow twice.
    public static CollectorStatus collector(String address) {
        return new CollectorStatus(
                new CollectorConfig(
                        IpAddress.parse(address),
                        5_000,
                        CollectorConfig.DEFAULT_VIEWS,
                        CollectorConfig.DEFAULT_STATISTICS,
                        CollectorConfig.DEFAULT_RETRY),
                CollectorStatus.State.UP,
                Duration.ofSeconds(65),
                70,
                7_000,
                12,
                3,
                2,
                "");
    }

    static RouteView route(String prefix, String from, boolean best) {
        PathAttributes attributes =
                PathAttributes.of(
                        new PathAttribute.Origin(OriginType.IGP),
                        new PathAttribute.Path(
                                AsPath.sequence(new AsNumber(65001), new AsNumber(65009))),
                        new PathAttribute.NextHop(IpAddress.parse("10.0.0.2")),
                        new PathAttribute.Med(5),
                        new PathAttribute.Communities(List.of(Community.of(65001, 1))));
        return new RouteView(IpPrefix.parse(prefix), from, 0, attributes, best, false, false);
    }

    /// One that is used at the same time as the best one.
    static RouteView beside(String prefix, String from) {
        RouteView plain = route(prefix, from, false);
        return new RouteView(
                plain.prefix(), from, 0, plain.attributes(), false, true, plain.stale());
    }
}
