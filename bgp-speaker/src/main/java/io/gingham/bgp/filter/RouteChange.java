package io.gingham.bgp.filter;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;

/// What a rule makes of a route's attributes.
public sealed interface RouteChange {

    PathAttributes apply(IpPrefix prefix, PathAttributes attributes);

    record SetLocalPref(long value) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return attributes.with(new PathAttribute.LocalPref(value));
        }
    }

    record SetMed(long value) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return attributes.with(new PathAttribute.Med(value));
        }
    }

    record RemoveMed() implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return attributes.without(PathAttribute.Med.TYPE);
        }
    }

    record SetOrigin(OriginType origin) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return attributes.with(new PathAttribute.Origin(origin));
        }
    }

    /// Of the routes of its own family only: an IPv4 route is not sent to an IPv6 address by
    /// accident.
    record SetNextHop(IpAddress address) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return prefix.family() == address.family()
                    ? attributes.with(new PathAttribute.NextHop(address))
                    : attributes;
        }
    }

    /// The path begins with them, in that order. On export the speaker's own AS comes before them.
    record Prepend(List<AsNumber> numbers) implements RouteChange {
        public Prepend {
            numbers = List.copyOf(numbers);
            if (numbers.stream().anyMatch(number -> number.value() == 0)) {
                throw new IllegalArgumentException(
                        "AS 0 can't be in a path (RFC 7607); take a number from 1 on");
            }
        }

        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            AsPath path = attributes.asPath();
            for (AsNumber number : numbers.reversed()) {
                path = path.prepend(number);
            }
            return attributes.with(new PathAttribute.Path(path));
        }
    }

    record AddCommunities(RouteCommunities communities) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return RouteCommunities.of(attributes).and(communities).putInto(attributes);
        }
    }

    record RemoveCommunities(List<CommunityPattern> anyOf) implements RouteChange {
        public RemoveCommunities {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return CommunityPattern.without(RouteCommunities.of(attributes), anyOf)
                    .putInto(attributes);
        }
    }

    /// Those and no others, of all three kinds.
    record SetCommunities(RouteCommunities communities) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return communities.putInto(attributes);
        }
    }

    /// Calico's priority of a route, see [Priority].
    record SetPriority(long priority) implements RouteChange {
        @Override
        public PathAttributes apply(IpPrefix prefix, PathAttributes attributes) {
            return attributes.with(new PathAttribute.LocalPref(Priority.localPref(priority)));
        }
    }
}
