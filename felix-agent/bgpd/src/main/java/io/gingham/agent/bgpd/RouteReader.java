package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.agent.bgpd.yaml.YamlNode.Scalar;
import io.gingham.agent.bgpd.yaml.YamlNode.Sequence;
import io.gingham.bgp.filter.RouteChange;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.filter.RouteCondition.Numbers;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `routes`: what the daemon announces of itself.
final class RouteReader {

    private RouteReader() {}

    static Map<IpPrefix, PathAttributes> read(YamlNode node) {
        if (!(node instanceof Sequence(var place, var items))) {
            throw new ConfigException(
                    node.place(), "expected a list of routes, seen " + node.describe());
        }
        Map<IpPrefix, PathAttributes> routes = new LinkedHashMap<>();
        for (YamlNode item : items) {
            Map.Entry<IpPrefix, PathAttributes> route = route(item);
            if (routes.put(route.getKey(), route.getValue()) != null) {
                throw new ConfigException(
                        item.place(), "the route " + route.getKey() + " stands twice; remove one");
            }
        }
        return routes;
    }

    private static Map.Entry<IpPrefix, PathAttributes> route(YamlNode node) {
        if (node instanceof Scalar) {
            return Map.entry(Values.prefix(node), attributes(OriginType.IGP, List.of()));
        }
        Section section = Section.of(node, "a route");
        IpPrefix prefix = section.require("prefix", Values::prefix);
        PathAttributes attributes =
                attributes(
                        section.get("origin", Values.word(ConditionReader.ORIGINS), OriginType.IGP),
                        section.get("asPath", Values.list(Values::asNumber), List.of()));
        Optional<IpAddress> nextHop = section.find("nextHop", Values::nextHop);
        if (nextHop.isPresent() && nextHop.get().family() != prefix.family()) {
            throw new ConfigException(
                    section.placeOf("nextHop"),
                    "expected a next hop of the family of " + prefix + ", seen " + nextHop.get());
        }
        if (nextHop.isPresent()) {
            attributes = attributes.with(new PathAttribute.NextHop(nextHop.get()));
        }
        Optional<Long> med = section.find("med", Values.number(0, Numbers.MOST));
        if (med.isPresent()) {
            attributes = attributes.with(new PathAttribute.Med(med.get()));
        }
        Optional<Long> preference = section.find("localPreference", Values.number(0, Numbers.MOST));
        if (preference.isPresent()) {
            attributes = attributes.with(new PathAttribute.LocalPref(preference.get()));
        }
        RouteCommunities communities =
                section.get("communities", ChangeReader::communities, RouteCommunities.NONE);
        section.end();
        return Map.entry(
                prefix, new RouteChange.AddCommunities(communities).apply(prefix, attributes));
    }

    static PathAttributes attributes(OriginType origin, List<AsNumber> path) {
        return PathAttributes.of(
                new PathAttribute.Origin(origin),
                new PathAttribute.Path(AsPath.sequence(path.toArray(AsNumber[]::new))));
    }
}
