package io.gingham.agent.rules;

import io.gingham.agent.rules.Hook.Position;
import io.gingham.agent.rules.RulesConfig.Marks;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Hairpin;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A whole program for one family.
public final class RulesRenderer {

    /// ICMPv6 from a pod that its own node must hear: multicast listener query, report and done
    /// (RFC 2710), router solicitation, neighbour solicitation and advertisement (RFC 4861),
    /// version 2 listener report (RFC 3810). Not 134: a pod is no router.
    private static final List<Integer> ICMPV6_TO_HOST = List.of(130, 131, 132, 133, 135, 136, 143);

    private final RulesConfig config;
    private final IpFamily family;

    private final Rendered rendered;

    private RulesRenderer(RulesConfig config, Rendered rendered) {
        this.config = config;
        this.family = rendered.family();
        this.rendered = rendered;
    }

    /// @throws IllegalArgumentException if an endpoint's interface lacks the workload prefix: no
    ///   rule would see its packets
    public static FamilyRules render(Program program, RulesConfig config, IpFamily family) {
        return render(program, config, new Rendered(family));
    }

    /// @param rendered of the same program before, and of the family to render for
    public static FamilyRules render(Program program, RulesConfig config, Rendered rendered) {
        rendered.begin();
        return new RulesRenderer(config, rendered).render(program);
    }

    private FamilyRules render(Program program) {
        SortedMap<String, KernelSet> sets = new TreeMap<>();
        for (ProgramSet set : program.sets().values()) {
            KernelSet kernelSet = rendered.set(set, program);
            sets.put(kernelSet.name(), kernelSet);
        }
        NatRenderer nat = new NatRenderer(config, family);
        nat.sets().forEach(set -> sets.put(set.name(), set));
        return new FamilyRules(family, List.of(filter(program), nat.table()), sets);
    }

    private TableRules filter(Program program) {
        List<Chain> chains = new ArrayList<>();
        chains.add(forward());
        chains.add(Chain.of(Names.INPUT, List.of(Rule.of(from(), "-g " + Names.WORKLOAD_TO_HOST))));
        chains.add(workloadToHost());
        Marks marks = config.marks();
        chains.add(marking(Names.PASS, marks.pass()));
        for (Direction direction : Direction.values()) {
            chains.add(marking(Names.allow(direction), marks.allowed(direction)));
            chains.addAll(
                    DispatchRenderer.render(
                            direction, new TreeSet<>(program.endpoints().keySet())));
        }
        SortedMap<String, PolicyGroup> groups = new TreeMap<>(program.groups());
        addEndpoints(program, chains, groups);
        addPolicies(program, chains, groups.values());
        return TableRules.of("filter", chains, hooks());
    }

    private static Chain marking(String name, int bit) {
        return Chain.of(name, List.of(Rule.always("-j MARK --set-xmark " + Marks.set(bit))));
    }

    private List<Hook> hooks() {
        String accept = Marks.set(config.marks().accept());
        return List.of(
                new Hook("INPUT", Position.FIRST, Rule.always("-j " + Names.INPUT)),
                new Hook("FORWARD", Position.FIRST, Rule.always("-j " + Names.FORWARD)),
                new Hook(
                        "FORWARD",
                        Position.APPENDED,
                        new Rule("-m mark --mark " + accept, "-j ACCEPT", "allowed by policy")),
                new Hook(
                        "OUTPUT",
                        Position.APPENDED,
                        new Rule(to(), "-j ACCEPT", "the node to its own pods")));
    }

    /// Clears our bits of every packet first, so that the appended rule can't take a stray mark for
    /// ours.
    private Chain forward() {
        String all = config.marks().all();
        String accepted = "-j MARK --set-xmark " + Marks.hex(config.marks().accept()) + "/" + all;
        return Chain.of(
                Names.FORWARD,
                List.of(
                        Rule.always("-j MARK --set-xmark 0x0/" + all),
                        Rule.of(from(), "-j " + Names.dispatch(Direction.EGRESS)),
                        Rule.of(to(), "-j " + Names.dispatch(Direction.INGRESS)),
                        Rule.of(from(), accepted),
                        Rule.of(to(), accepted)));
    }

    private Chain workloadToHost() {
        List<Rule> rules = new ArrayList<>();
        if (family == IpFamily.IPV4) {
            // The pods' interfaces have route_localnet (for host ports on the loopback address), so
            // a pod could otherwise reach what listens on the node's loopback only
            // (CVE-2020-8558). Replies to connections the node began pass.
            rules.add(
                    new Rule(
                            "-d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED",
                            "-j DROP",
                            "loopback of the node"));
        }
        if (family == IpFamily.IPV6) {
            for (int type : ICMPV6_TO_HOST) {
                rules.add(Rule.of("-p ipv6-icmp --icmpv6-type " + type, "-j ACCEPT"));
            }
        }
        rules.add(Rule.always("-j " + Names.dispatch(Direction.EGRESS)));
        rules.add(new Rule("", "-j " + config.endpointToHost(), "DefaultEndpointToHostAction"));
        return Chain.of(Names.WORKLOAD_TO_HOST, rules);
    }

    /// @param groups gets those that only a pod's way to itself needs
    private void addEndpoints(
            Program program, List<Chain> chains, SortedMap<String, PolicyGroup> groups) {
        Map<String, PolicyGroup> hairpins = new HashMap<>();
        EndpointRenderer renderer =
                new EndpointRenderer(
                        config,
                        family,
                        id ->
                                hairpins.computeIfAbsent(
                                        id, i -> Hairpin.of(program.group(i), program)));
        for (EndpointProgram endpoint : program.endpoints().values()) {
            if (!endpoint.interfaceName().startsWith(config.workloadPrefix())) {
                throw new IllegalArgumentException(
                        "interface "
                                + endpoint.interfaceName()
                                + " of pod "
                                + endpoint.pod()
                                + " does not begin with '"
                                + config.workloadPrefix()
                                + "'");
            }
            chains.addAll(renderer.render(endpoint));
        }
        hairpins.values().stream()
                .filter(group -> !group.tiers().isEmpty())
                .forEach(group -> groups.put(group.id(), group));
    }

    private void addPolicies(
            Program program, List<Chain> chains, Collection<PolicyGroup> allGroups) {
        SortedMap<String, Chain> policies = new TreeMap<>();
        for (PolicyChain policy : program.chains().values()) {
            rendered.chain(policy).ifPresent(chain -> policies.put(policy.id(), chain));
        }
        chains.addAll(policies.values());
        GroupRenderer groups = new GroupRenderer(config.marks(), policies);
        allGroups.forEach(group -> chains.addAll(groups.render(group)));
    }

    private String from() {
        return "-i " + config.workloadPrefix() + "+";
    }

    private String to() {
        return "-o " + config.workloadPrefix() + "+";
    }
}
