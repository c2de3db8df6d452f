package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.agent.bgpd.yaml.YamlNode.Scalar;
import io.gingham.agent.bgpd.yaml.YamlNode.Sequence;
import io.gingham.bgp.filter.DefaultReject;
import io.gingham.bgp.filter.PolicyRule;
import io.gingham.bgp.filter.PrefixRange;
import io.gingham.bgp.filter.RoutePolicy;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.document.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prefix lists, filters by name, and what `import` and `export` of a peer say.
final class PolicyReader {

    private static final Map<String, RouteFilter> DEFAULTS =
            Map.of("accept", RouteFilter.ACCEPT_ALL, "reject", RouteFilter.REJECT_ALL);

    private static final Map<String, PolicyRule.Verdict> ACTIONS = new LinkedHashMap<>();

    static {
        ACTIONS.put("accept", PolicyRule.Verdict.ACCEPT);
        ACTIONS.put("reject", PolicyRule.Verdict.REJECT);
        ACTIONS.put("continue", PolicyRule.Verdict.CONTINUE);
    }

    private final ConditionReader conditions;
    private final Map<String, RouteFilter> filters = new LinkedHashMap<>();

    /// Reads the keys `prefixLists` and `filters`.
    PolicyReader(Section top) {
        Map<String, List<PrefixRange>> lists =
                top.get(
                        "prefixLists",
                        Values.named("lists of prefixes", Values.list(ConditionReader::range)),
                        Map.of());
        conditions = new ConditionReader(lists);
        top.get("filters", Values.named("filters", node -> node), Map.<String, YamlNode>of())
                .forEach(
                        (name, node) ->
                                filters.put(
                                        name,
                                        named(filter(node, "filter '" + name + "', "), name)));
    }

    /// What a peer's `import` or `export` says: `all`, `none`, the name of a filter, several names,
    /// or rules.
    RouteFilter policy(YamlNode node) {
        return switch (node) {
            case Scalar name -> named(name);
            case Sequence(var place, var items)
                    when !items.isEmpty() && items.getFirst() instanceof Scalar ->
                    chain(items);
            case Sequence rules -> rules(rules, RouteFilter.REJECT_ALL, "");
            case Mapping filter -> filter(filter, "");
        };
    }

    /// With a default that says whose it is.
    private static RouteFilter named(RouteFilter filter, String name) {
        return filter instanceof RoutePolicy policy
                        && policy.otherwise().equals(RouteFilter.REJECT_ALL)
                ? new RoutePolicy(policy.rules(), new DefaultReject(name))
                : filter;
    }

    private RouteFilter named(Scalar node) {
        return switch (node.text()) {
            case "all" -> RouteFilter.ACCEPT_ALL;
            case "none" -> RouteFilter.REJECT_ALL;
            default ->
                    Optional.ofNullable(filters.get(node.text())).orElseThrow(() -> noFilter(node));
        };
    }

    private ConfigException noFilter(Scalar node) {
        String nearest =
                NearestName.of(node.text(), filters.keySet())
                        .map(name -> "; did you mean '" + name + "'?")
                        .orElse("; write it under 'filters'");
        return new ConfigException(
                node.place(),
                "expected all, none, rules, or the name of a filter; there is no filter "
                        + node.describe()
                        + nearest);
    }

    /// One after the other: what the rules of one don't decide goes to the next; the last one's
    /// default counts.
    private RouteFilter chain(List<YamlNode> names) {
        List<PolicyRule> rules = new ArrayList<>();
        RouteFilter otherwise = RouteFilter.REJECT_ALL;
        for (YamlNode node : names) {
            if (!(node instanceof Scalar name)) {
                throw new ConfigException(
                        node.place(), "expected the name of a filter, seen " + node.describe());
            }
            if (named(name) instanceof RoutePolicy policy) {
                rules.addAll(policy.rules());
                otherwise = policy.otherwise();
            } else {
                otherwise = named(name);
                if (!node.equals(names.getLast())) {
                    throw new ConfigException(
                            node.place(), node.describe() + " decides all; it must be the last");
                }
            }
        }
        return new RoutePolicy(rules, otherwise);
    }

    /// @param owner for people: `filter 'x', `, or nothing
    private RouteFilter filter(YamlNode node, String owner) {
        if (node instanceof Sequence rules) {
            return rules(rules, RouteFilter.REJECT_ALL, owner);
        }
        Section section = Section.of(node, "a filter");
        RouteFilter otherwise =
                section.get("default", Values.word(DEFAULTS), RouteFilter.REJECT_ALL);
        RouteFilter policy =
                section.get(
                        "rules",
                        rules -> rules(rules, otherwise, owner),
                        new RoutePolicy(List.of(), otherwise));
        section.end();
        return policy;
    }

    private RoutePolicy rules(YamlNode node, RouteFilter otherwise, String owner) {
        if (!(node instanceof Sequence)) {
            throw new ConfigException(
                    node.place(), "expected a list of rules, seen " + node.describe());
        }
        return new RoutePolicy(
                Values.list((YamlNode each) -> rule(each, owner)).apply(node), otherwise);
    }

    private PolicyRule rule(YamlNode node, String owner) {
        Section section = Section.of(node, "a rule");
        String name = section.find("name", Values::text).map(text -> "'" + text + "' ").orElse("");
        PolicyRule rule =
                new PolicyRule(
                        section.get("if", conditions::read, List.of()),
                        section.get("set", ChangeReader::read, List.of()),
                        section.require("action", Values.word(ACTIONS)),
                        owner + "rule " + name + "in line " + node.place().line());
        section.end();
        if (rule.verdict() == PolicyRule.Verdict.REJECT && !rule.changes().isEmpty()) {
            throw new ConfigException(
                    section.placeOf("set"), "a rejected route can't be changed; remove 'set'");
        }
        return rule;
    }
}
