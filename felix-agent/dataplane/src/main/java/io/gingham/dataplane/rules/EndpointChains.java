package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Match.State;
import io.gingham.dataplane.rules.Match.Way;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The two chains of a pod's interface. Returning from one means that direction is allowed.
final class EndpointChains {

    private final RulesConfig config;
    private final IpFamily family;
    private final Function<String, PolicyGroup> hairpins;

    /// @param hairpins the group that decides of what a service sends back to the pod it came from,
    ///   by the id of the one that decides of all else
    EndpointChains(RulesConfig config, IpFamily family, Function<String, PolicyGroup> hairpins) {
        this.config = config;
        this.family = family;
        this.hairpins = hairpins;
    }

    /// @throws IllegalArgumentException if the interface lacks the workload prefix: no rule would
    ///   see its packets
    List<Chain> of(EndpointProgram endpoint) {
        if (!endpoint.interfaceName().startsWith(config.workloadPrefix())) {
            throw new IllegalArgumentException(
                    "interface %s of pod %s does not begin with '%s'"
                            .formatted(
                                    endpoint.interfaceName(),
                                    endpoint.pod(),
                                    config.workloadPrefix()));
        }
        List<Chain> chains = new ArrayList<>();
        List<Rule> from = new ArrayList<>();
        addSourceCheck(endpoint, from, chains);
        addVerdict(endpoint, Direction.EGRESS, from);
        chains.add(chain(endpoint, Direction.EGRESS, from));
        List<Rule> to = new ArrayList<>();
        addVerdict(endpoint, Direction.INGRESS, to);
        chains.add(chain(endpoint, Direction.INGRESS, to));
        return chains;
    }

    private static Chain chain(EndpointProgram endpoint, Direction direction, List<Rule> rules) {
        return new Chain(Names.endpoint(direction, endpoint.interfaceName()), rules);
    }

    /// Comes first: a forged source could otherwise pass as part of another pod's connection.
    private void addSourceCheck(EndpointProgram endpoint, List<Rule> rules, List<Chain> chains) {
        List<IpAddress> own = endpoint.ips().stream().filter(ip -> ip.family() == family).toList();
        List<IpPrefix> behind = config.sources(endpoint.interfaceName(), family);
        String note = "not an address of " + endpoint.pod();
        if (!behind.isEmpty()) {
            addSources(endpoint, own, behind, note, rules, chains);
            return;
        }
        switch (own.size()) {
            case 0 -> rules.add(Rule.always(new Act.Drop(), note));
            case 1 ->
                    rules.add(
                            Rule.of(
                                    new Match.Address(Side.SOURCE, own.getFirst(), true),
                                    new Act.Drop(),
                                    note));
            default -> addSources(endpoint, own, List.of(), note, rules, chains);
        }
    }

    /// A chain of all that a packet may come from.
    ///
    /// @param behind networks behind the pod
    private static void addSources(
            EndpointProgram endpoint,
            List<IpAddress> own,
            List<IpPrefix> behind,
            String note,
            List<Rule> rules,
            List<Chain> chains) {
        List<Rule> sources = new ArrayList<>();
        for (IpAddress ip : own) {
            sources.add(Rule.of(new Match.Address(Side.SOURCE, ip, false), new Act.Return()));
        }
        for (IpPrefix net : behind) {
            sources.add(Rule.of(new Match.Net(Side.SOURCE, net, false), new Act.Return()));
        }
        sources.add(Rule.always(new Act.Drop(), note));
        String name = Names.sources(endpoint.interfaceName());
        chains.add(new Chain(name, sources));
        rules.add(Rule.always(new Act.Jump(name)));
    }

    private void addVerdict(EndpointProgram endpoint, Direction direction, List<Rule> rules) {
        rules.add(
                Rule.of(
                        new Match.Connection(List.of(State.RELATED, State.ESTABLISHED), false),
                        new Act.Accept()));
        if (config.dropInvalid()) {
            rules.add(Rule.of(new Match.Connection(List.of(State.INVALID), false), new Act.Drop()));
        }
        String note = "pod " + endpoint.pod() + " " + direction;
        switch (endpoint.gate(direction)) {
            case Gate.Open() -> rules.add(Rule.always(new Act.Return(), note + " no policy"));
            case Gate.Closed(String reason) ->
                    rules.add(Rule.always(new Act.Drop(), note + " " + reason));
            case Gate.Governed(String group) -> {
                int decided = config.marks().decided(direction);
                rules.add(Rule.always(Act.SetMark.clear(decided)));
                addHairpin(endpoint, direction, hairpins.apply(group), group, rules);
                rules.add(Rule.always(new Act.Goto(Names.group(direction, group)), note));
            }
        }
    }

    /// What leaves by the interface it came from is a pod's own, sent back to it by a service or a
    /// host port; its source becomes the node's only after these chains.
    private static void addHairpin(
            EndpointProgram endpoint,
            Direction direction,
            PolicyGroup hairpin,
            String group,
            List<Rule> rules) {
        if (hairpin.id().equals(group)) {
            return;
        }
        Way other =
                switch (direction) {
                    case EGRESS -> Way.OUT;
                    case INGRESS -> Way.IN;
                };
        Act decided =
                hairpin.tiers().isEmpty()
                        ? new Act.Return()
                        : new Act.Goto(Names.group(direction, hairpin.id()));
        rules.add(
                Rule.of(
                        new Match.OnInterface(other, endpoint.interfaceName(), false),
                        decided,
                        "pod " + endpoint.pod() + " to itself"));
    }
}
