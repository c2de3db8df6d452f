package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Hook.Position;
import io.gingham.dataplane.rules.Match.State;
import io.gingham.dataplane.rules.Match.Way;
import io.gingham.dataplane.rules.RulesConfig.Marks;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Side;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/// Where the kernel asks, and what a packet passes before and after the chains that differ from pod
/// to pod. Follows from the settings alone.
final class PacketPath {

    /// ICMPv6 from a pod that its own node must hear: multicast listener query, report and done
    /// (RFC 2710), router solicitation, neighbour solicitation and advertisement (RFC 4861),
    /// version 2 listener report (RFC 3810). Not 134: a pod is no router.
    private static final List<Integer> ICMPV6_TO_HOST = List.of(130, 131, 132, 133, 135, 136, 143);

    private static final IpPrefix LOOPBACK = IpPrefix.parse("127.0.0.0/8");

    private final RulesConfig config;
    private final IpFamily family;
    private final TunnelRules tunnels;

    PacketPath(RulesConfig config, IpFamily family) {
        this.config = config;
        this.family = family;
        this.tunnels = new TunnelRules(config.tunnels(), family, config.workloadPrefix());
    }

    List<Hook> hooks() {
        return List.of(
                new Hook("INPUT", Position.FIRST, Rule.always(new Act.Jump(Names.INPUT))),
                new Hook("FORWARD", Position.FIRST, Rule.always(new Act.Jump(Names.FORWARD))),
                new Hook(
                        "FORWARD",
                        Position.APPENDED,
                        Rule.of(
                                Match.Mark.all(config.marks().accept()),
                                new Act.Accept(),
                                "allowed by policy")),
                new Hook(
                        "OUTPUT",
                        Position.APPENDED,
                        Rule.of(workload(Way.OUT), new Act.Accept(), "the node to its own pods")));
    }

    TunnelRules tunnels() {
        return tunnels;
    }

    List<Chain> chains() {
        Marks marks = config.marks();
        List<Chain> chains = new ArrayList<>();
        chains.add(forward());
        List<Rule> input = new ArrayList<>(tunnels.input());
        input.add(Rule.of(workload(Way.IN), new Act.Goto(Names.WORKLOAD_TO_HOST)));
        chains.add(new Chain(Names.INPUT, input));
        chains.add(workloadToHost());
        chains.add(marking(Names.PASS, marks.pass()));
        for (Direction direction : Direction.values()) {
            chains.add(marking(Names.allow(direction), marks.allowed(direction)));
        }
        return chains;
    }

    private static Chain marking(String name, int bit) {
        return Chain.of(name, Rule.always(Act.SetMark.set(bit)));
    }

    /// Clears our bits of every packet first, so that the appended rule can't take a stray mark for
    /// ours.
    private Chain forward() {
        int all = config.marks().all();
        Act accepted = new Act.SetMark(config.marks().accept(), all);
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.always(Act.SetMark.clear(all)));
        rules.addAll(tunnels.forward());
        rules.add(Rule.of(workload(Way.IN), new Act.Jump(Names.dispatch(Direction.EGRESS))));
        rules.add(Rule.of(workload(Way.OUT), new Act.Jump(Names.dispatch(Direction.INGRESS))));
        rules.add(Rule.of(workload(Way.IN), accepted));
        rules.add(Rule.of(workload(Way.OUT), accepted));
        return new Chain(Names.FORWARD, rules);
    }

    private Chain workloadToHost() {
        List<Rule> rules = new ArrayList<>();
        switch (family) {
            // The pods' interfaces have route_localnet (for host ports on the loopback address), so
            // a pod could otherwise reach what listens on the node's loopback only
            // (CVE-2020-8558). Replies to connections the node began pass.
            case IPV4 ->
                    rules.add(
                            new Rule(
                                    List.of(
                                            new Match.Net(Side.DESTINATION, LOOPBACK, false),
                                            new Match.Connection(
                                                    List.of(State.RELATED, State.ESTABLISHED),
                                                    true)),
                                    new Act.Drop(),
                                    "loopback of the node"));
            case IPV6 -> {
                for (int type : ICMPV6_TO_HOST) {
                    rules.add(Rule.of(new Match.IcmpMessage(type), new Act.Accept()));
                }
            }
        }
        rules.add(Rule.always(new Act.Jump(Names.dispatch(Direction.EGRESS))));
        rules.add(Rule.always(config.endpointToHost().act(), "DefaultEndpointToHostAction"));
        return new Chain(Names.WORKLOAD_TO_HOST, rules);
    }

    /// Any pod's interface.
    private Match workload(Way way) {
        return new Match.OnInterface(way, config.workloadPrefix(), true);
    }
}
