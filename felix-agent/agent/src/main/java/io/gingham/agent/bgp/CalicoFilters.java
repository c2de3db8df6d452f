package io.gingham.agent.bgp;

import io.gingham.bgp.filter.AsPathPattern;
import io.gingham.bgp.filter.CommunityPattern;
import io.gingham.bgp.filter.PolicyRule;
import io.gingham.bgp.filter.PolicyRule.Verdict;
import io.gingham.bgp.filter.PrefixList;
import io.gingham.bgp.filter.PrefixRange;
import io.gingham.bgp.filter.RouteChange;
import io.gingham.bgp.filter.RouteCommunities;
import io.gingham.bgp.filter.RouteCondition;
import io.gingham.crds.v3.BGPFilterRule;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules of Calico's BGPFilters, compiled for one direction and one peer.
///
/// A rule that can't be understood, or asks for something that is not known here (a field of a
/// later version), is left out, and said: it never decides. What the rules don't decide goes on to
/// whatever comes after them.
///
/// @param rules of all filters, in order
/// @param problems in words, for the operator
record CalicoFilters(List<PolicyRule> rules, List<String> problems) {

    CalicoFilters {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /// What the peer tells, or what it is told.
    enum Direction {
        IMPORT,
        EXPORT
    }

    /// @param external the peer is in another AS
    /// @param networks of the node; empty where there is no node to ask
    record Scope(Direction direction, boolean external, Optional<List<ConnectedNetwork>> networks) {

        Scope(Direction direction, boolean external) {
            this(direction, external, Optional.empty());
        }
    }

    /// @param filters by name, in the order in which they are asked
    static CalicoFilters of(Map<String, BGPFilterSpec> filters, Scope scope) {
        List<PolicyRule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        filters.forEach(
                (name, spec) -> {
                    unknown("BGPFilter " + name, spec.notHonoured(), problems);
                    boolean in = scope.direction() == Direction.IMPORT;
                    add(
                            "BGPFilter " + name + (in ? ".importV4" : ".exportV4"),
                            in ? spec.importV4() : spec.exportV4(),
                            new RuleCompiler(scope, IpFamily.IPV4),
                            rules,
                            problems);
                    add(
                            "BGPFilter " + name + (in ? ".importV6" : ".exportV6"),
                            in ? spec.importV6() : spec.exportV6(),
                            new RuleCompiler(scope, IpFamily.IPV6),
                            rules,
                            problems);
                });
        return new CalicoFilters(rules, problems);
    }

    /// Whether any rule reads or writes a priority: then all routes must be on that scale, see
    /// [Priority].
    static boolean usePriority(Collection<BGPFilterSpec> filters) {
        return filters.stream()
                .flatMap(
                        spec ->
                                Stream.of(
                                        spec.exportV4(),
                                        spec.importV4(),
                                        spec.exportV6(),
                                        spec.importV6()))
                .flatMap(rules -> rules == null ? Stream.empty() : rules.stream())
                .anyMatch(CalicoFilters::usesPriority);
    }

    private static boolean usesPriority(BGPFilterRule rule) {
        List<BGPFilterRule.Operation> operations = rule.operations();
        return rule.priority() != null
                || (operations != null
                        && operations.stream().anyMatch(each -> each.setPriority() != null));
    }

    private static void add(
            String where,
            @Nullable List<BGPFilterRule> written,
            RuleCompiler compiler,
            List<PolicyRule> rules,
            List<String> problems) {
        if (written == null) {
            return;
        }
        for (int i = 0; i < written.size(); i++) {
            try {
                String label = where + "[" + i + "]";
                compiler.rule(written.get(i))
                        .map(rule -> rule.labelled(label))
                        .ifPresent(rules::add);
            } catch (IllegalArgumentException e) {
                problems.add(where + "[" + i + "] is left out: " + e.getMessage());
            }
        }
    }

    static void unknown(
            String where, @Nullable Map<String, Object> notHonoured, List<String> problems) {
        if (notHonoured != null && !notHonoured.isEmpty()) {
            problems.add(
                    where
                            + ": not honoured yet: "
                            + String.join(", ", notHonoured.keySet().stream().sorted().toList()));
        }
    }

    /// Of one direction and family.
    private record RuleCompiler(Scope scope, IpFamily family) {

        /// @return empty if the rule is for peers of the other type
        Optional<PolicyRule> rule(BGPFilterRule rule) {
            refuseUnknown(rule.notHonoured());
            List<RouteCondition> conditions = new ArrayList<>();
            conditions.add(new RouteCondition.OfFamily(family));
            cidr(rule).ifPresent(conditions::add);
            source(rule.source()).ifPresent(conditions::add);
            link(rule.interfaceName()).ifPresent(conditions::add);
            community(rule.communities()).ifPresent(conditions::add);
            if (rule.asPathPrefix() != null && !rule.asPathPrefix().isEmpty()) {
                conditions.add(
                        new RouteCondition.Path(
                                List.of(AsPathPattern.startingWith(numbers(rule.asPathPrefix())))));
            }
            if (rule.priority() != null) {
                conditions.add(new RouteCondition.HasPriority(rule.priority()));
            }
            List<RouteChange> changes = changes(rule);
            PolicyRule compiled = new PolicyRule(conditions, changes, verdict(rule, changes));
            return isForThisPeer(rule.peerType()) ? Optional.of(compiled) : Optional.empty();
        }

        private Verdict verdict(BGPFilterRule rule, List<RouteChange> changes) {
            return switch (String.valueOf(rule.action())) {
                case "Accept" -> Verdict.ACCEPT;
                case "Reject" -> {
                    if (!changes.isEmpty()) {
                        throw new IllegalArgumentException("operations need the action Accept");
                    }
                    yield Verdict.REJECT;
                }
                default ->
                        throw new IllegalArgumentException(
                                "action '" + rule.action() + "' is not Accept or Reject");
            };
        }

        private boolean isForThisPeer(@Nullable String type) {
            return switch (type == null ? "" : type) {
                case "" -> true;
                case "eBGP" -> scope.external();
                case "iBGP" -> !scope.external();
                default ->
                        throw new IllegalArgumentException(
                                "peerType '" + type + "' is not eBGP or iBGP");
            };
        }

        private Optional<RouteCondition> source(@Nullable String source) {
            return switch (source == null ? "" : source) {
                case "" -> Optional.empty();
                case "RemotePeers" ->
                        scope.direction() == Direction.IMPORT
                                ? Optional.empty()
                                : Optional.of(new RouteCondition.Not(new RouteCondition.Ours()));
                default ->
                        throw new IllegalArgumentException(
                                "source '" + source + "' is not RemotePeers");
            };
        }

        /// A route's interface is the one in whose network its next hop is; the node's own routes
        /// have none.
        private Optional<RouteCondition> link(@Nullable String pattern) {
            if (pattern == null || pattern.isEmpty()) {
                return Optional.empty();
            }
            List<ConnectedNetwork> networks =
                    scope.networks()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "the interface of a route is known on a node only"));
            String regex =
                    Stream.of(pattern.split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"));
            return Optional.of(
                    new RouteCondition.NextHop(
                            PrefixList.of(
                                    networks.stream()
                                            .filter(network -> network.link().matches(regex))
                                            .map(network -> hosts(network.prefix()))
                                            .toList())));
        }

        private static PrefixRange hosts(IpPrefix block) {
            return new PrefixRange(block, block.length(), block.family().maxPrefixLength());
        }

        private Optional<RouteCondition> cidr(BGPFilterRule rule) {
            String operator = rule.matchOperator() == null ? "" : rule.matchOperator();
            String cidr = rule.cidr() == null ? "" : rule.cidr();
            if (cidr.isEmpty() != operator.isEmpty()) {
                throw new IllegalArgumentException("cidr and matchOperator go together");
            }
            if (cidr.isEmpty()) {
                if (rule.prefixLength() != null) {
                    throw new IllegalArgumentException("prefixLength needs a cidr");
                }
                return Optional.empty();
            }
            IpPrefix block = IpPrefix.parseLenient(cidr);
            if (block.family() != family) {
                throw new IllegalArgumentException("cidr " + cidr + " is not of " + family);
            }
            boolean exact = operator.equals("Equal") || operator.equals("NotEqual");
            RouteCondition matches =
                    new RouteCondition.Prefixes(
                            PrefixList.of(range(block, rule.prefixLength(), exact)));
            return switch (operator) {
                case "Equal", "In" -> Optional.of(matches);
                case "NotEqual", "NotIn" -> Optional.of(new RouteCondition.Not(matches));
                default ->
                        throw new IllegalArgumentException(
                                "matchOperator '"
                                        + operator
                                        + "' is not Equal, NotEqual, In or NotIn");
            };
        }

        private static PrefixRange range(
                IpPrefix block, BGPFilterRule.@Nullable Lengths lengths, boolean exact) {
            int least = block.length();
            int most = exact ? least : block.family().maxPrefixLength();
            if (lengths != null && lengths.min() != null) {
                least = Math.max(least, lengths.min());
            }
            if (lengths != null && lengths.max() != null) {
                most = Math.min(most, lengths.max());
            }
            return new PrefixRange(block, least, most);
        }

        private static Optional<RouteCondition> community(
                BGPFilterRule.@Nullable Communities communities) {
            if (communities == null) {
                return Optional.empty();
            }
            refuseUnknown(communities.notHonoured());
            List<String> values = communities.values();
            if (values == null || values.size() != 1) {
                throw new IllegalArgumentException("communities must have one value");
            }
            return Optional.of(
                    new RouteCondition.HasCommunity(
                            List.of(CommunityPattern.parse(values.getFirst()))));
        }

        private static List<RouteChange> changes(BGPFilterRule rule) {
            List<BGPFilterRule.Operation> operations = rule.operations();
            return operations == null
                    ? List.of()
                    : operations.stream().map(RuleCompiler::change).toList();
        }

        private static RouteChange change(BGPFilterRule.Operation operation) {
            refuseUnknown(operation.notHonoured());
            List<RouteChange> all = new ArrayList<>();
            if (operation.addCommunity() != null) {
                String value = String.valueOf(operation.addCommunity().value());
                all.add(new RouteChange.AddCommunities(RouteCommunities.parse(List.of(value))));
            }
            if (operation.prependASPath() != null) {
                List<Long> prefix = operation.prependASPath().prefix();
                all.add(new RouteChange.Prepend(numbers(prefix == null ? List.of() : prefix)));
            }
            if (operation.setPriority() != null) {
                Integer value = operation.setPriority().value();
                if (value == null || value < 1) {
                    throw new IllegalArgumentException("setPriority needs a value above 0");
                }
                all.add(new RouteChange.SetPriority(value));
            }
            if (all.size() != 1) {
                throw new IllegalArgumentException("exactly one operation must be set");
            }
            return all.getFirst();
        }

        private static List<AsNumber> numbers(List<Long> values) {
            return values.stream().map(AsNumber::new).toList();
        }

        private static void refuseUnknown(@Nullable Map<String, Object> fields) {
            if (fields != null && !fields.isEmpty()) {
                throw new IllegalArgumentException(
                        "not honoured yet: "
                                + String.join(", ", fields.keySet().stream().sorted().toList()));
            }
        }
    }
}
