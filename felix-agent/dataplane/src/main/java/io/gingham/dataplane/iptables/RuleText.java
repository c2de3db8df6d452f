package io.gingham.dataplane.iptables;

import io.gingham.dataplane.rules.Act;
import io.gingham.dataplane.rules.Match;
import io.gingham.dataplane.rules.Rule;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Side;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Rules as options of iptables. All options of one line must hold, so each match is an option of
/// its own; only a list of ports that is too long for one match makes several lines.
final class RuleText {

    /// Stands before the hash in a rule's comment and marks the rule as ours. Frozen: another word
    /// here would orphan the rules of an earlier release.
    static final String TAG = "gham:";

    /// What the multiport match takes; a range takes two.
    private static final int MULTIPORT_SLOTS = 15;

    private static final Map<Integer, String> PROTOCOL_NAMES =
            Map.of(
                    IpProtocol.TCP.number(), "tcp",
                    IpProtocol.UDP.number(), "udp",
                    IpProtocol.SCTP.number(), "sctp",
                    IpProtocol.UDP_LITE.number(), "udplite");

    private final IpFamily family;

    RuleText(IpFamily family) {
        this.family = family;
    }

    /// One line of a rule file, without the chain's name and the hash.
    ///
    /// @param match empty for every packet: `-i cali+ -p tcp`
    /// @param action `-j DROP`, `-g CHAIN`
    record Line(String match, String action, String note) {

        /// What the hash covers.
        String hashed() {
            return match + "\n" + action + "\n" + note;
        }

        /// Everything after `-A CHAIN `.
        String specification(String hash) {
            StringBuilder line = new StringBuilder();
            if (!match.isEmpty()) {
                line.append(match).append(' ');
            }
            line.append("-m comment --comment \"").append(TAG).append(hash);
            if (!note.isEmpty()) {
                line.append(' ').append(note);
            }
            return line.append("\" ").append(action).toString();
        }
    }

    /// At least one.
    List<Line> lines(Rule rule) {
        String action = action(rule.act());
        return matches(rule.matches()).stream()
                .map(match -> new Line(match, action, rule.note()))
                .toList();
    }

    private static String action(Act act) {
        return switch (act) {
            case Act.Accept() -> "-j ACCEPT";
            case Act.Drop() -> "-j DROP";
            case Act.Return() -> "-j RETURN";
            case Act.Jump(String chain) -> "-j " + chain;
            case Act.Goto(String chain) -> "-g " + chain;
            case Act.SetMark(int value, int mask) ->
                    "-j MARK --set-xmark " + hex(value) + "/" + hex(mask);
            case Act.Log(String prefix, int level) ->
                    "-j LOG --log-prefix \"" + prefix + "\" --log-level " + level;
            case Act.Masquerade() -> "-j MASQUERADE --random-fully";
        };
    }

    private List<String> matches(List<Match> matches) {
        List<String> lines = List.of("");
        Set<Side> addressed = EnumSet.noneOf(Side.class);
        for (Match match : matches) {
            lines = product(lines, options(match, addressed));
        }
        return lines;
    }

    private static List<String> product(List<String> lines, List<String> options) {
        List<String> product = new ArrayList<>(lines.size() * options.size());
        for (String line : lines) {
            for (String option : options) {
                product.add(line.isEmpty() ? option : line + " " + option);
            }
        }
        return product;
    }

    /// @param addressed the sides that have had their `-s` or `-d`
    private List<String> options(Match match, Set<Side> addressed) {
        return switch (match) {
            case Match.OnInterface(var way, String name, boolean prefix) ->
                    List.of(option(way) + " " + name + (prefix ? "+" : ""));
            case Match.Protocol(int number, boolean negated) ->
                    List.of(not(negated) + "-p " + protocol(number));
            case Match.Icmp icmp -> List.of(icmp(icmp));
            case Match.IcmpMessage(int type) ->
                    List.of(
                            switch (family) {
                                case IPV4 -> "-p icmp --icmp-type " + type;
                                case IPV6 -> "-p ipv6-icmp --icmpv6-type " + type;
                            });
            case Match.Address(Side side, IpAddress address, boolean negated) ->
                    List.of(not(negated) + "-" + letter(side) + " " + address);
            case Match.Net net -> List.of(net(net, addressed));
            case Match.InSet(Side side, String set, boolean negated) ->
                    List.of(inSet(set, flag(side), negated));
            case Match.PortInSet(Side side, String set, boolean negated) ->
                    List.of(inSet(set, flag(side) + "," + flag(side), negated));
            case Match.Ports ports -> ports(ports);
            case Match.Connection(var states, boolean negated) ->
                    List.of(
                            "-m conntrack "
                                    + not(negated)
                                    + "--ctstate "
                                    + states.stream()
                                            .map(Match.State::name)
                                            .collect(Collectors.joining(",")));
            case Match.Mark(int value, int mask, boolean negated) ->
                    List.of("-m mark " + not(negated) + "--mark " + hex(value) + "/" + hex(mask));
        };
    }

    private static String option(Match.Way way) {
        return switch (way) {
            case IN -> "-i";
            case OUT -> "-o";
        };
    }

    private static String not(boolean negated) {
        return negated ? "! " : "";
    }

    private static String hex(int bits) {
        return "0x" + Integer.toHexString(bits);
    }

    private static String protocol(int number) {
        return PROTOCOL_NAMES.getOrDefault(number, Integer.toString(number));
    }

    private String icmp(Match.Icmp icmp) {
        String type = icmp.type() + (icmp.code().isPresent() ? "/" + icmp.code().getAsInt() : "");
        return switch (family) {
            case IPV4 -> "-m icmp " + not(icmp.negated()) + "--icmp-type " + type;
            case IPV6 -> "-m icmp6 " + not(icmp.negated()) + "--icmpv6-type " + type;
        };
    }

    /// `-s` and `-d` may stand once each; further blocks of a side are ranges.
    private static String net(Match.Net match, Set<Side> addressed) {
        IpPrefix net = match.net();
        if (addressed.add(match.side())) {
            return not(match.negated()) + "-" + letter(match.side()) + " " + net;
        }
        return "-m iprange "
                + not(match.negated())
                + "--"
                + flag(match.side())
                + "-range "
                + net.address()
                + "-"
                + net.last();
    }

    private static String inSet(String set, String flags, boolean negated) {
        return "-m set " + not(negated) + "--match-set " + set + " " + flags;
    }

    private static String letter(Side side) {
        return switch (side) {
            case SOURCE -> "s";
            case DESTINATION -> "d";
        };
    }

    private static String flag(Side side) {
        return switch (side) {
            case SOURCE -> "src";
            case DESTINATION -> "dst";
        };
    }

    /// Any of many ports is a line for each match that is full; none of many ports is a match after
    /// the other in one line.
    private static List<String> ports(Match.Ports ports) {
        String option = letter(ports.side()) + "port";
        List<String> matches =
                slots(ports.ranges()).stream()
                        .map(slot -> ports(slot, option, ports.negated()))
                        .toList();
        return ports.negated() ? List.of(String.join(" ", matches)) : matches;
    }

    private static String ports(List<PortMatch.Range> ranges, String option, boolean negated) {
        if (ranges.size() == 1 && !negated) {
            return "--" + option + " " + ranges.getFirst();
        }
        String list = String.join(",", ranges.stream().map(PortMatch.Range::toString).toList());
        return "-m multiport " + not(negated) + "--" + option + "s " + list;
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
