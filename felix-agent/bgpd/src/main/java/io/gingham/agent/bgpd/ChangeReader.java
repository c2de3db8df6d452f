package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.bgp.filter.RouteChange;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.filter.RouteCondition.Numbers;
import java.util.ArrayList;
import java.util.List;

/// `set` of a rule.
final class ChangeReader {

    /// More would be a mistake, and 255 of them a path that others refuse.
    private static final int MOST_PREPENDED = 50;

    private ChangeReader() {}

    static List<RouteChange> read(YamlNode node) {
        Section section = Section.of(node, "a change");
        List<RouteChange> all = new ArrayList<>();
        section.find("localPreference", Values.number(0, Numbers.MOST))
                .map(RouteChange.SetLocalPref::new)
                .ifPresent(all::add);
        section.find("med", ChangeReader::med).ifPresent(all::add);
        section.find("origin", Values.word(ConditionReader.ORIGINS))
                .map(RouteChange.SetOrigin::new)
                .ifPresent(all::add);
        section.find("nextHop", Values::nextHop)
                .map(RouteChange.SetNextHop::new)
                .ifPresent(all::add);
        section.find("prepend", ChangeReader::prepend).ifPresent(all::add);
        section.find("communities", ChangeReader::communities)
                .map(RouteChange.SetCommunities::new)
                .ifPresent(all::add);
        section.find("removeCommunities", ConditionReader::patterns)
                .map(RouteChange.RemoveCommunities::new)
                .ifPresent(all::add);
        section.find("addCommunities", ChangeReader::communities)
                .map(RouteChange.AddCommunities::new)
                .ifPresent(all::add);
        section.end();
        return all;
    }

    private static RouteChange med(YamlNode node) {
        return Values.text(node).equals("none")
                ? new RouteChange.RemoveMed()
                : new RouteChange.SetMed(Values.number(0, Numbers.MOST).apply(node));
    }

    private static RouteChange prepend(YamlNode node) {
        RouteChange.Prepend prepend =
                new RouteChange.Prepend(Values.list(Values::asNumber).apply(node));
        if (prepend.numbers().size() > MOST_PREPENDED) {
            throw new ConfigException(
                    node.place(),
                    "expected at most "
                            + MOST_PREPENDED
                            + " AS numbers, seen "
                            + prepend.numbers().size());
        }
        return prepend;
    }

    static RouteCommunities communities(YamlNode node) {
        return Values.list(
                        (YamlNode each) ->
                                Values.parsed(
                                        each,
                                        "a community",
                                        text -> RouteCommunities.parse(List.of(text))))
                .apply(node)
                .stream()
                .reduce(RouteCommunities.NONE, RouteCommunities::and);
    }
}
