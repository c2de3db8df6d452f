package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.bgp.filter.AsPathPattern;
import io.gingham.bgp.filter.CommunityPattern;
import io.gingham.bgp.filter.PrefixList;
import io.gingham.bgp.filter.PrefixRange;
import io.gingham.bgp.filter.RouteCondition;
import io.gingham.bgp.filter.RouteCondition.Numbers;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.document.NearestName;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `if` of a rule.
final class ConditionReader {

    static final Map<String, OriginType> ORIGINS =
            new TreeMap<>(
                    Map.of(
                            "igp", OriginType.IGP,
                            "egp", OriginType.EGP,
                            "incomplete", OriginType.INCOMPLETE));

    static final Map<String, IpFamily> FAMILIES =
            new TreeMap<>(Map.of("ipv4", IpFamily.IPV4, "ipv6", IpFamily.IPV6));

    private static final Pattern RANGE = Pattern.compile("(\\d{1,10})?(\\.\\.)?(\\d{1,10})?");

    private final Map<String, List<PrefixRange>> lists;

    ConditionReader(Map<String, List<PrefixRange>> lists) {
        this.lists = lists;
    }

    List<RouteCondition> read(YamlNode node) {
        Section section = Section.of(node, "a condition");
        List<RouteCondition> all = new ArrayList<>();
        prefixes(section, "prefixes", "prefixLists").ifPresent(all::add);
        prefixes(section, "notPrefixes", "notPrefixLists")
                .map(RouteCondition.Not::new)
                .ifPresent(all::add);
        section.find("family", Values.word(FAMILIES))
                .map(RouteCondition.OfFamily::new)
                .ifPresent(all::add);
        Function<YamlNode, RouteCondition> communities =
                value -> new RouteCondition.HasCommunity(patterns(value));
        section.find("communities", communities).ifPresent(all::add);
        section.find("notCommunities", communities)
                .map(RouteCondition.Not::new)
                .ifPresent(all::add);
        Function<YamlNode, RouteCondition> paths =
                value -> new RouteCondition.Path(Values.list(ConditionReader::path).apply(value));
        section.find("asPath", paths).ifPresent(all::add);
        section.find("notAsPath", paths).map(RouteCondition.Not::new).ifPresent(all::add);
        section.find("asPathLength", ConditionReader::numbers)
                .map(RouteCondition.PathLength::new)
                .ifPresent(all::add);
        section.find("nextHops", Values.list(ConditionReader::hosts))
                .map(ranges -> new RouteCondition.NextHop(PrefixList.of(ranges)))
                .ifPresent(all::add);
        section.find("localPreference", ConditionReader::numbers)
                .map(RouteCondition.LocalPref::new)
                .ifPresent(all::add);
        section.find("med", ConditionReader::numbers)
                .map(RouteCondition.Med::new)
                .ifPresent(all::add);
        section.find("origin", Values.word(ORIGINS))
                .map(RouteCondition.BornAs::new)
                .ifPresent(all::add);
        section.end();
        return all;
    }

    private Optional<RouteCondition> prefixes(Section section, String key, String listKey) {
        Optional<List<PrefixRange>> written =
                section.find(key, Values.list(ConditionReader::range));
        Optional<List<PrefixRange>> named =
                section.find(listKey, Values.list(this::list))
                        .map(all -> all.stream().flatMap(List::stream).toList());
        if (written.isEmpty() && named.isEmpty()) {
            return Optional.empty();
        }
        List<PrefixRange> ranges =
                Stream.concat(written.orElse(List.of()).stream(), named.orElse(List.of()).stream())
                        .toList();
        return Optional.of(new RouteCondition.Prefixes(PrefixList.of(ranges)));
    }

    private List<PrefixRange> list(YamlNode node) {
        String name = Values.text(node);
        List<PrefixRange> list = lists.get(name);
        if (list == null) {
            String nearest =
                    NearestName.of(name, lists.keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; write it under 'prefixLists'");
            throw new ConfigException(
                    node.place(), "there is no prefix list '" + name + "'" + nearest);
        }
        return list;
    }

    static PrefixRange range(YamlNode node) {
        return Values.parsed(
                node,
                "a prefix as 10.0.0.0/8, 10.0.0.0/8+ or 10.0.0.0/8 ge 16 le 24",
                PrefixRange::parse);
    }

    private static PrefixRange hosts(YamlNode node) {
        return Values.parsed(
                node,
                "an address or a prefix",
                text ->
                        PrefixRange.inside(
                                text.contains("/")
                                        ? IpPrefix.parse(text)
                                        : IpPrefix.host(Values.address(text))));
    }

    static List<CommunityPattern> patterns(YamlNode node) {
        return Values.list(
                        (YamlNode each) ->
                                Values.parsed(each, "a community", CommunityPattern::parse))
                .apply(node);
    }

    /// An empty text is the empty path.
    private static AsPathPattern path(YamlNode node) {
        return node instanceof YamlNode.Scalar(var place, var text) && text.isEmpty()
                ? AsPathPattern.parse("")
                : Values.parsed(node, "an AS path as '65001 *'", AsPathPattern::parse);
    }

    /// `5`, `1..5`, `..5`, `5..`.
    private static Numbers numbers(YamlNode node) {
        return Values.parsed(
                node,
                "a number, or a range as 1..5",
                text -> {
                    Matcher range = RANGE.matcher(text);
                    if (!range.matches() || text.equals("..")) {
                        throw new IllegalArgumentException("'" + text + "' is none");
                    }
                    long least = range.group(1) == null ? 0 : Long.parseLong(range.group(1));
                    long most =
                            range.group(3) != null
                                    ? Long.parseLong(range.group(3))
                                    : range.group(2) == null ? least : Numbers.MOST;
                    return new Numbers(least, most);
                });
    }
}
