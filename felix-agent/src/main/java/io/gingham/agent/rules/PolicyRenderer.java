package io.gingham.agent.rules;

import io.gingham.policy.model.Direction;
import io.gingham.policy.program.PeerMatch;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PortMatch;
import io.gingham.policy.program.PortMatch.PortRange;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A policy chain: each rule that matches goes to the chain that marks the packet as allowed.
final class PolicyRenderer {

    /// What the multiport match takes; a range takes two.
    private static final int MULTIPORT_SLOTS = 15;

    private final IpFamily family;

    PolicyRenderer(IpFamily family) {
        this.family = family;
    }

    /// Empty if it has no rule for this family.
    Optional<Chain> render(PolicyChain policy) {
        List<Rule> rules = new ArrayList<>();
        for (PolicyChain.Rule rule : policy.rules()) {
            addRules(policy, rule, rules);
        }
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(Chain.of(Names.policy(policy.direction(), policy.id()), rules));
    }

    private void addRules(PolicyChain policy, PolicyChain.Rule rule, List<Rule> into) {
        Optional<String> peer = peer(rule.peer(), policy.direction());
        if (peer.isEmpty()) {
            return;
        }
        String note =
                "policy " + policy.policy() + " " + policy.direction() + " rule " + rule.number();
        for (String ports : ports(rule.ports())) {
            String match = (ports + " " + peer.get()).strip();
            into.add(new Rule(match, "-g " + Names.allow(policy.direction()), note));
        }
    }

    /// Empty if no packet of this family can match.
    private Optional<String> peer(PeerMatch match, Direction direction) {
        String side = direction == Direction.INGRESS ? "src" : "dst";
        return switch (match) {
            case PeerMatch.Anyone() -> Optional.of("");
            case PeerMatch.InSet(String id) ->
                    Optional.of(inSet(KernelSet.Type.ADDRESSES, id, side));
            case PeerMatch.InBlock(IpPrefix cidr) -> block(cidr, direction);
            case PeerMatch.InBlockExcept(IpPrefix cidr, String id) -> {
                String except =
                        "-m set ! --match-set "
                                + Names.set(family, KernelSet.Type.NETS, id)
                                + " "
                                + side;
                yield block(cidr, direction).map(in -> (in + " " + except).strip());
            }
        };
    }

    /// A block of every address needs no match in its own family's table.
    private Optional<String> block(IpPrefix cidr, Direction direction) {
        if (cidr.family() != family) {
            return Optional.empty();
        }
        String option = direction == Direction.INGRESS ? "-s " : "-d ";
        return Optional.of(cidr.length() == 0 ? "" : option + cidr);
    }

    private List<String> ports(PortMatch match) {
        return switch (match) {
            case PortMatch.Anything() -> List.of("");
            case PortMatch.EveryPort(var protocol) -> List.of("-p " + protocol.lowerName());
            case PortMatch.Numbers(var protocol, var ranges) ->
                    slots(ranges).stream()
                            .map(slot -> "-p " + protocol.lowerName() + " " + numbers(slot))
                            .toList();
            case PortMatch.Named(var protocol, _, String id) ->
                    List.of(
                            "-p "
                                    + protocol.lowerName()
                                    + " "
                                    + inSet(KernelSet.Type.ADDRESS_PORTS, id, "dst,dst"));
        };
    }

    private static String numbers(List<PortRange> ranges) {
        return ranges.size() == 1
                ? "--dport " + ranges.getFirst()
                : "-m multiport --dports "
                        + String.join(",", ranges.stream().map(PortRange::toString).toList());
    }

    private static List<List<PortRange>> slots(List<PortRange> ranges) {
        List<List<PortRange>> groups = new ArrayList<>();
        int free = 0;
        for (PortRange range : ranges) {
            int cost = range.first() == range.last() ? 1 : 2;
            if (cost > free) {
                groups.add(new ArrayList<>());
                free = MULTIPORT_SLOTS;
            }
            groups.getLast().add(range);
            free -= cost;
        }
        return groups;
    }

    private String inSet(KernelSet.Type type, String id, String side) {
        return "-m set --match-set " + Names.set(family, type, id) + " " + side;
    }
}
