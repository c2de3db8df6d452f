package io.gingham.agent.rules;

import io.gingham.agent.rules.RulesConfig.Marks;
import io.gingham.policy.model.Direction;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The two chains of an endpoint. Returning from one means that direction is allowed.
final class EndpointRenderer {

    private final RulesConfig config;
    private final IpFamily family;
    private final Function<String, PolicyGroup> hairpins;

    /// @param hairpins the group that decides of what a service sends back to the pod it came from,
    ///   by the id of the one that decides of all else
    EndpointRenderer(RulesConfig config, IpFamily family, Function<String, PolicyGroup> hairpins) {
        this.config = config;
        this.family = family;
        this.hairpins = hairpins;
    }

    List<Chain> render(EndpointProgram endpoint) {
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
        return Chain.of(Names.endpoint(direction, endpoint.interfaceName()), rules);
    }

    /// Comes first: a forged source could otherwise pass as part of another pod's connection.
    private void addSourceCheck(EndpointProgram endpoint, List<Rule> rules, List<Chain> chains) {
        List<IpAddress> own = endpoint.ips().stream().filter(ip -> ip.family() == family).toList();
        String note = "not an address of " + endpoint.pod();
        if (own.size() <= 1) {
            String match = own.isEmpty() ? "" : "! -s " + own.getFirst();
            rules.add(new Rule(match, "-j DROP", note));
            return;
        }
        List<Rule> sources = new ArrayList<>();
        own.forEach(ip -> sources.add(Rule.of("-s " + ip, "-j RETURN")));
        sources.add(new Rule("", "-j DROP", note));
        String name = Names.sources(endpoint.interfaceName());
        chains.add(Chain.of(name, sources));
        rules.add(Rule.always("-j " + name));
    }

    private void addVerdict(EndpointProgram endpoint, Direction direction, List<Rule> rules) {
        rules.add(Rule.of("-m conntrack --ctstate RELATED,ESTABLISHED", "-j ACCEPT"));
        if (config.dropInvalid()) {
            rules.add(Rule.of("-m conntrack --ctstate INVALID", "-j DROP"));
        }
        String note = "pod " + endpoint.pod() + " " + direction;
        switch (endpoint.gate(direction)) {
            case Gate.Open() -> rules.add(new Rule("", "-j RETURN", note + " no policy"));
            case Gate.Closed(String reason) ->
                    rules.add(new Rule("", "-j DROP", note + " " + reason));
            case Gate.Governed(String group) -> {
                int decided = config.marks().allowed(direction) | config.marks().pass();
                rules.add(Rule.always("-j MARK --set-xmark " + Marks.none(decided)));
                addHairpin(endpoint, direction, hairpins.apply(group), group, rules);
                rules.add(new Rule("", "-g " + Names.group(direction, group), note));
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
        String other =
                switch (direction) {
                    case EGRESS -> "-o ";
                    case INGRESS -> "-i ";
                };
        String decided =
                hairpin.tiers().isEmpty()
                        ? "-j RETURN"
                        : "-g " + Names.group(direction, hairpin.id());
        rules.add(
                new Rule(
                        other + endpoint.interfaceName(),
                        decided,
                        "pod " + endpoint.pod() + " to itself"));
    }
}
