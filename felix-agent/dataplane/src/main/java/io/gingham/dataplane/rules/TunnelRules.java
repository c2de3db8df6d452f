package io.gingham.dataplane.rules;

import io.gingham.dataplane.rules.Match.Way;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may send encapsulated packets to whom. The nodes are a set of their own: when one comes or
/// goes, no rule changes.
final class TunnelRules {

    private static final String NODES = "tunnel-nodes";

    private final Tunnels tunnels;
    private final IpFamily family;
    private final Match.OnInterface fromPod;

    /// @param workloadPrefix of pods' interfaces
    TunnelRules(Tunnels tunnels, IpFamily family, String workloadPrefix) {
        this.tunnels = tunnels;
        this.family = family;
        this.fromPod = new Match.OnInterface(Way.IN, workloadPrefix, true);
    }

    /// To this node: from nodes only.
    List<Rule> input() {
        return tunnels.of(family).stream()
                .map(
                        carrier ->
                                rule(
                                        carrier.matches(),
                                        new Match.InSet(Side.SOURCE, name(), true),
                                        "encapsulated by no node"))
                .toList();
    }

    /// From pods: not to nodes, where they would come out as if this node had sent them (once they
    /// are masqueraded, they have its address).
    List<Rule> forward() {
        return tunnels.of(family).stream()
                .map(
                        carrier -> {
                            List<Match> matches = new ArrayList<>(List.of(fromPod));
                            matches.addAll(carrier.matches());
                            return rule(
                                    matches,
                                    new Match.InSet(Side.DESTINATION, name(), false),
                                    "encapsulated by a pod");
                        })
                .toList();
    }

    private static Rule rule(List<Match> carrier, Match nodes, String note) {
        List<Match> matches = new ArrayList<>(carrier);
        matches.add(nodes);
        return new Rule(matches, new Act.Drop(), note);
    }

    Optional<NetSet> set() {
        return tunnels.of(family).isEmpty()
                ? Optional.empty()
                : Optional.of(new NetSet(name(), ProgramSet.Type.ADDRESSES, family));
    }

    static List<Member> members(Set<IpAddress> nodes) {
        return nodes.stream().map(node -> (Member) new Member.Address(node)).toList();
    }

    private String name() {
        return Names.set(family, NODES);
    }
}
