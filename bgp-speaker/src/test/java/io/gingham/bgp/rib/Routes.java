package io.gingham.bgp.rib;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.stream.LongStream;

/// Peers and routes for tests. We are AS 64512 at 10.0.0.100.
final class Routes {

    static final AsNumber OUR_AS = new AsNumber(64512);
    static final RibSettings SETTINGS =
            RibSettings.of(OUR_AS, RouterId.of(IpAddress.parse("10.0.0.100")));
    static final IpAddress OUR_ADDRESS = IpAddress.parse("10.0.0.100");
    static final IpPrefix PREFIX = IpPrefix.parse("10.9.0.0/16");

    private Routes() {}

    /// 10.0.0.`number`, with that as router ID too.
    static RibPeer peer(int number, long as) {
        IpAddress address = IpAddress.parse("10.0.0." + number);
        return new RibPeer(
                "peer-" + number,
                address,
                new AsNumber(as),
                as != OUR_AS.value(),
                RouterId.of(address),
                OUR_ADDRESS);
    }

    static PathAttributes attributes(String nextHop, long... path) {
        return PathAttributes.of(
                new PathAttribute.Origin(OriginType.IGP),
                new PathAttribute.Path(path(path)),
                new PathAttribute.NextHop(IpAddress.parse(nextHop)));
    }

    static AsPath path(long... numbers) {
        return AsPath.sequence(
                LongStream.of(numbers).mapToObj(AsNumber::new).toArray(AsNumber[]::new));
    }

    /// The routes of one prefix in a table of their own, each of a peer of its own.
    static Destination destination(Route... routes) {
        Destination destination = Destination.of(PREFIX, 0);
        for (Route route : routes) {
            destination.add(route);
        }
        return destination;
    }

    static Route route(RibPeer peer, PathAttributes attributes) {
        AdjRibIn owner = new AdjRibIn(peer.name(), RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL);
        return Route.of(
                Destination.of(PREFIX, 0), Source.session(owner, peer), 0, attributes, attributes);
    }

    static Route own(PathAttributes attributes) {
        return Route.of(Destination.of(PREFIX, 0), Source.LOCAL, 0, attributes, attributes);
    }
}
