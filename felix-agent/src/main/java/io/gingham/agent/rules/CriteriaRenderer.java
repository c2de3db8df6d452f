package io.gingham.agent.rules;

import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.Criterion;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a rule asks of a packet, as options of iptables. All options of one line must hold, so each
/// criterion is an option of its own; only a list of ports that is too long for one match makes
/// several lines.
final class CriteriaRenderer {

    /// What the multiport match takes; a range takes two.
    private static final int MULTIPORT_SLOTS = 15;

    private static final Map<Integer, String> PROTOCOL_NAMES =
            Map.of(
                    IpProtocol.TCP.number(), "tcp",
                    IpProtocol.UDP.number(), "udp",
                    IpProtocol.SCTP.number(), "sctp",
                    IpProtocol.UDP_LITE.number(), "udplite");

    private final IpFamily family;

    CriteriaRenderer(IpFamily family) {
        this.family = family;
    }

    /// @return a match for each line; none if no packet of this family can match
    List<String> render(List<Criterion> criteria) {
        List<String> matches = new ArrayList<>(List.of(""));
        Optional<Integer> protocol = protocolOf(criteria);
        Set<Side> addressed = EnumSet.noneOf(Side.class);
        for (Criterion criterion : criteria) {
            List<String> options =
                    switch (criterion) {
                        case Criterion.Family(IpFamily wanted) -> when(wanted == family);
                        case Criterion.Protocol(int number, boolean negated) ->
                                protocol(number, negated, protocol);
                        case Criterion.Icmp icmp -> icmp(icmp, protocol);
                        case Criterion.Net net -> net(net, addressed);
                        case Criterion.InSet(Side side, String set, boolean negated) ->
                                List.of(inSet(set, flag(side), negated));
                        case Criterion.PortInSet(Side side, String set, boolean negated) ->
                                List.of(inSet(set, flag(side) + "," + flag(side), negated));
                        case Criterion.Ports ports -> ports(ports);
                    };
            matches = product(matches, options);
        }
        return matches;
    }

    private static List<String> product(List<String> matches, List<String> options) {
        List<String> product = new ArrayList<>();
        for (String match : matches) {
            for (String option : options) {
                product.add((match + " " + option).strip());
            }
        }
        return product;
    }

    private static List<String> when(boolean matches) {
        return matches ? List.of("") : List.of();
    }

    /// The one protocol that all packets of the rule have, if it says so.
    private static Optional<Integer> protocolOf(List<Criterion> criteria) {
        return criteria.stream()
                .filter(c -> c instanceof Criterion.Protocol(_, boolean negated) && !negated)
                .map(c -> ((Criterion.Protocol) c).number())
                .findFirst();
    }

    /// `-p` may stand once: beside "this protocol", "not that one" says nothing or everything.
    private List<String> protocol(int number, boolean negated, Optional<Integer> only) {
        if (negated && only.isPresent()) {
            return when(only.get() != number);
        }
        return List.of((negated ? "! " : "") + "-p " + name(number));
    }

    private static String name(int number) {
        return PROTOCOL_NAMES.getOrDefault(number, Integer.toString(number));
    }

    private List<String> icmp(Criterion.Icmp icmp, Optional<Integer> protocol) {
        IpProtocol ours = family == IpFamily.IPV4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        if (!protocol.equals(Optional.of(ours.number()))) {
            return List.of();
        }
        String type = icmp.type() + (icmp.code().isPresent() ? "/" + icmp.code().getAsInt() : "");
        String not = icmp.negated() ? "! " : "";
        return List.of(
                family == IpFamily.IPV4
                        ? "-m icmp " + not + "--icmp-type " + type
                        : "-m icmp6 " + not + "--icmpv6-type " + type);
    }

    /// `-s` and `-d` may stand once each; further blocks of a side are ranges.
    private List<String> net(Criterion.Net criterion, Set<Side> addressed) {
        IpPrefix net = criterion.net();
        boolean everything = net.length() == 0 && net.family() == family;
        if (net.family() != family || everything) {
            return when(everything != criterion.negated());
        }
        String not = criterion.negated() ? "! " : "";
        boolean first = addressed.add(criterion.side());
        String option = criterion.side() == Side.SOURCE ? "s" : "d";
        if (first) {
            return List.of(not + "-" + option + " " + net);
        }
        IpAddress last = net.last();
        String range = criterion.side() == Side.SOURCE ? "--src-range " : "--dst-range ";
        return List.of("-m iprange " + not + range + net.address() + "-" + last);
    }

    private String inSet(String set, String flags, boolean negated) {
        return "-m set " + (negated ? "! " : "") + "--match-set " + set(set) + " " + flags;
    }

    private String set(String id) {
        return Names.set(family, id);
    }

    private static String flag(Side side) {
        return side == Side.SOURCE ? "src" : "dst";
    }

    /// Any of many ports is a line for each match that is full; none of many ports is a match after
    /// the other in one line.
    private static List<String> ports(Criterion.Ports ports) {
        String option = ports.side() == Side.SOURCE ? "sport" : "dport";
        List<String> matches =
                slots(ports.ranges()).stream()
                        .map(slot -> ports(slot, option, ports.negated()))
                        .toList();
        return ports.negated() ? List.of(String.join(" ", matches)) : matches;
    }

    private static String ports(List<PortMatch.Range> ranges, String option, boolean negated) {
        String not = negated ? "! " : "";
        if (ranges.size() == 1 && !negated) {
            return "--" + option + " " + ranges.getFirst();
        }
        String list = String.join(",", ranges.stream().map(PortMatch.Range::toString).toList());
        return "-m multiport " + not + "--" + option + "s " + list;
    }

    private static List<List<PortMatch.Range>> slots(List<PortMatch.Range> ranges) {
        List<List<PortMatch.Range>> groups = new ArrayList<>();
        int free = 0;
        for (PortMatch.Range range : ranges) {
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
}
