package io.gingham.policy.program;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.IcmpMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// From the rules of a policy or profile, in one direction, to a chain, and to the sets that the
/// chain needs. It looks at nothing else: what the sets hold is not its concern.
///
/// ```
///  Rule ── protocols: each ──▶ family, protocol, ICMP
///             then source, destination: blocks, selectors, nodes, service
///             then ports: numbers | each name    ("or": one program rule for each)
/// ```
///
/// A rule that can match nothing (all its blocks are excepted, or of a family it excludes) yields
/// no program rule.
public final class RuleCompiler {

    /// @param sets by id
    public record Compiled(PolicyChain chain, SortedMap<String, SetSource> sets) {
        public Compiled {
            sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
        }
    }

    private static final List<IpPrefix> EVERYTHING = List.of(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6);

    private final Direction direction;
    private final Selector subject;
    private final SortedMap<String, SetSource> sets = new TreeMap<>();

    private RuleCompiler(Direction direction, Selector subject) {
        this.direction = direction;
        this.subject = subject;
    }

    public static String chainId(ResourceKey resource, Direction direction) {
        return Ids.of(
                "chain",
                resource.kind().apiVersion(),
                resource.kind().kind(),
                resource.namespace(),
                resource.name(),
                direction.name());
    }

    public static Compiled compile(Policy policy, Direction direction) {
        return new RuleCompiler(direction, policy.subject())
                .chain(policy.key(), policy.rules(direction), String.join("; ", policy.problems()));
    }

    public static Compiled compile(Profile profile, Direction direction) {
        return new RuleCompiler(direction, new Selector.All())
                .chain(profile.resourceKey(), profile.rules(direction), "");
    }

    /// A profile that is named and doesn't exist denies everything, whatever stands after it.
    public static Compiled missingProfile(ResourceKey profile, Direction direction) {
        Rule denial = Rule.of(Action.DENY, new Rule.Origin(0, "", "the profile does not exist"));
        return new RuleCompiler(direction, new Selector.All())
                .chain(profile, List.of(denial), profile + " does not exist");
    }

    private Compiled chain(ResourceKey resource, List<Rule> rules, String problem) {
        Set<ProgramRule> compiled = new LinkedHashSet<>();
        for (Rule rule : rules) {
            for (List<Criterion> criteria : conjunctions(rule)) {
                compiled.add(
                        new ProgramRule(
                                rule.origin().number(),
                                rule.action(),
                                criteria,
                                rule.origin().note()));
            }
        }
        PolicyChain chain =
                new PolicyChain(
                        chainId(resource, direction),
                        resource,
                        direction,
                        List.copyOf(compiled),
                        problem);
        // A rule that came to nothing may have asked for sets.
        sets.keySet().retainAll(Set.copyOf(Program.setsOf(chain)));
        return new Compiled(chain, sets);
    }

    private List<List<Criterion>> conjunctions(Rule rule) {
        List<List<Criterion>> all = new ArrayList<>();
        for (Optional<IpProtocol> protocol : protocols(rule)) {
            Alternatives alternatives = new Alternatives();
            rule.family().ifPresent(f -> alternatives.and(new Criterion.Family(f)));
            addProtocol(rule, protocol, alternatives);
            addEnd(rule, Side.SOURCE, protocol, alternatives);
            addEnd(rule, Side.DESTINATION, protocol, alternatives);
            all.addAll(alternatives.list());
        }
        return all;
    }

    /// The one that the rule names. A rule that speaks of ICMP types or of ports and doesn't say of
    /// which protocol means all that have them.
    private static List<Optional<IpProtocol>> protocols(Rule rule) {
        if (rule.protocol().isPresent()) {
            return List.of(rule.protocol());
        }
        if (rule.icmp().isPresent() || rule.notIcmp().isPresent()) {
            return List.of(Optional.of(IpProtocol.ICMP), Optional.of(IpProtocol.ICMPV6));
        }
        if (speaksOfPorts(rule.source()) || speaksOfPorts(rule.destination())) {
            return List.of(
                    Optional.of(IpProtocol.TCP),
                    Optional.of(IpProtocol.UDP),
                    Optional.of(IpProtocol.SCTP));
        }
        return List.of(Optional.empty());
    }

    private static boolean speaksOfPorts(EntityMatch end) {
        return !end.ports().isEmpty() || !end.notPorts().isEmpty();
    }

    private static void addProtocol(
            Rule rule, Optional<IpProtocol> protocol, Alternatives alternatives) {
        protocol.ifPresent(p -> alternatives.and(new Criterion.Protocol(p.number(), false)));
        rule.notProtocol()
                .ifPresent(p -> alternatives.and(new Criterion.Protocol(p.number(), true)));
        if (rule.notProtocol().isPresent() && rule.notProtocol().equals(protocol)) {
            alternatives.nothing();
        }
        rule.icmp().ifPresent(icmp -> addIcmp(icmp, false, alternatives));
        rule.notIcmp().ifPresent(icmp -> addIcmp(icmp, true, alternatives));
    }

    private static void addIcmp(IcmpMatch icmp, boolean negated, Alternatives alternatives) {
        if (icmp.type().isPresent()) {
            alternatives.and(new Criterion.Icmp(icmp.type().getAsInt(), icmp.code(), negated));
        } else if (negated) {
            alternatives.nothing();
        }
    }

    private void addEnd(
            Rule rule, Side side, Optional<IpProtocol> protocol, Alternatives alternatives) {
        EntityMatch end = rule.end(side);
        addNets(end, side, rule.family(), alternatives);
        end.selector().ifPresent(s -> alternatives.and(in(side, new SetSource.Selected(s), false)));
        end.notSelector()
                .ifPresent(s -> alternatives.and(in(side, new SetSource.Selected(s), true)));
        end.nodes().ifPresent(s -> alternatives.and(in(side, new SetSource.Nodes(s), false)));
        end.service().ifPresent(service -> alternatives.and(service(side, service)));
        if (!end.ports().isEmpty()) {
            alternatives.andAnyOf(ports(end, side, protocol));
        }
        addNotPorts(end, side, protocol, alternatives);
    }

    private void addNets(
            EntityMatch end, Side side, Optional<IpFamily> family, Alternatives alternatives) {
        List<IpPrefix> nets =
                (end.nets().isEmpty() ? EVERYTHING : end.nets())
                        .stream()
                                .filter(net -> family.isEmpty() || family.get() == net.family())
                                .filter(
                                        net ->
                                                end.notNets().stream()
                                                        .noneMatch(n -> n.contains(net)))
                                .toList();
        if (nets.isEmpty()) {
            alternatives.nothing();
            return;
        }
        if (!end.nets().isEmpty()) {
            alternatives.and(inNets(side, nets, false));
        }
        List<IpPrefix> notNets =
                end.notNets().stream()
                        .filter(
                                not ->
                                        end.nets().isEmpty()
                                                || nets.stream().anyMatch(not::overlaps))
                        .toList();
        if (!notNets.isEmpty()) {
            alternatives.and(inNets(side, notNets, true));
        }
    }

    private Criterion inNets(Side side, List<IpPrefix> nets, boolean negated) {
        return nets.size() == 1
                ? new Criterion.Net(side, nets.getFirst(), negated)
                : in(side, new SetSource.Nets(nets), negated);
    }

    /// As a source: one of its addresses. As a destination: one of them, at its port.
    private Criterion service(Side side, EntityMatch.ServiceKey service) {
        return side == Side.DESTINATION
                ? new Criterion.PortInSet(side, id(new SetSource.ServicePorts(service)), false)
                : in(side, new SetSource.ServiceAddresses(service), false);
    }

    /// One of them must hold; none if no port can.
    private List<Criterion> ports(EntityMatch end, Side side, Optional<IpProtocol> protocol) {
        List<Criterion> any = new ArrayList<>();
        List<PortMatch.Range> ranges = PortRanges.merge(end.ports());
        if (!ranges.isEmpty()) {
            any.add(new Criterion.Ports(side, ranges, false));
        }
        for (SetSource named : named(end.ports(), end, side, protocol)) {
            any.add(new Criterion.PortInSet(side, id(named), false));
        }
        return any;
    }

    private void addNotPorts(
            EntityMatch end, Side side, Optional<IpProtocol> protocol, Alternatives alternatives) {
        List<PortMatch.Range> ranges = PortRanges.merge(end.notPorts());
        if (!ranges.isEmpty()) {
            alternatives.and(new Criterion.Ports(side, ranges, true));
        }
        for (SetSource named : named(end.notPorts(), end, side, protocol)) {
            alternatives.and(new Criterion.PortInSet(side, id(named), true));
        }
    }

    /// None for a protocol whose ports can't be named.
    private List<SetSource> named(
            List<PortMatch> ports, EntityMatch end, Side side, Optional<IpProtocol> protocol) {
        Optional<PortProtocol> withPorts = protocol.flatMap(IpProtocol::withPorts);
        Set<SetSource> sources = new LinkedHashSet<>();
        for (PortMatch port : ports) {
            if (port instanceof PortMatch.Named(String name) && withPorts.isPresent()) {
                sources.add(new SetSource.NamedPort(declaring(end, side), withPorts.get(), name));
            }
        }
        return List.copyOf(sources);
    }

    /// Whose declarations give the name its number: fewer than all, where the rule says whose. What
    /// comes in goes to an endpoint that the policy governs.
    private Selector declaring(EntityMatch end, Side side) {
        boolean governed = direction == Direction.INGRESS && side == Side.DESTINATION;
        return end.selector().orElse(governed ? subject : new Selector.All());
    }

    private Criterion in(Side side, SetSource source, boolean negated) {
        return new Criterion.InSet(side, id(source), negated);
    }

    private String id(SetSource source) {
        String id = source.set().id();
        sets.put(id, source);
        return id;
    }

    /// Conjunctions of which any may hold.
    private static final class Alternatives {
        private List<List<Criterion>> list = List.of(List.of());

        void and(Criterion criterion) {
            andAnyOf(List.of(criterion));
        }

        void andAnyOf(List<Criterion> any) {
            List<List<Criterion>> product = new ArrayList<>();
            for (List<Criterion> conjunction : list) {
                for (Criterion criterion : any) {
                    List<Criterion> longer = new ArrayList<>(conjunction);
                    longer.add(criterion);
                    product.add(longer);
                }
            }
            list = product;
        }

        void nothing() {
            list = List.of();
        }

        List<List<Criterion>> list() {
            return list;
        }
    }
}
