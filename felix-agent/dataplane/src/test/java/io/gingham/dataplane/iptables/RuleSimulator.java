package io.gingham.dataplane.iptables;

import static java.util.Objects.requireNonNull;

import io.gingham.dataplane.iptables.ChainText.HookText;
import io.gingham.dataplane.rules.NetSet;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.model.Flow;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Walks a new connection's first packet through rendered chains as the kernel does. Refuses a
/// match or an action it doesn't know.
final class RuleSimulator {

    private static final Set<String> MODULES =
            Set.of("conntrack", "multiport", "icmp", "icmp6", "iprange");

    /// The kernel's limit for nested jumps.
    private static final int MAX_DEPTH = 16;

    private static final Pattern LINE =
            Pattern.compile("(?:-A \\S+ )?(.*?) ?-m comment --comment \"[^\"]*\" (-[jg] .*)");

    private final Wanted wanted;
    private final TableText filter;
    private final String in;
    private final String out;
    private final Flow flow;
    private int mark = 0xdeadbeef;

    private RuleSimulator(Wanted wanted, TableText filter, String in, String out, Flow flow) {
        this.wanted = wanted;
        this.filter = filter;
        this.in = in;
        this.out = out;
        this.flow = flow;
    }

    /// True if the packet passes a kernel chain whose own policy is DROP.
    ///
    /// @param filter the wanted rules of the flow's family
    /// @param in the interface it came from, empty if it is the node's own
    /// @param out the interface it leaves by, empty if it is for the node
    static boolean accepts(
            Wanted wanted, TableText filter, String kernelChain, String in, String out, Flow flow) {
        RuleSimulator simulator = new RuleSimulator(wanted, filter, in, out, flow);
        for (HookText hook : filter.hooks()) {
            if (hook.hook().kernelChain().equals(kernelChain)) {
                Verdict verdict = simulator.rule(hook.specification(), 0);
                if (verdict != Verdict.CONTINUE) {
                    return verdict == Verdict.ACCEPT;
                }
            }
        }
        return false;
    }

    /// Whether a group's chain returns, which means that it allows.
    static boolean returns(Wanted wanted, TableText filter, String chain, Flow flow) {
        RuleSimulator simulator = new RuleSimulator(wanted, filter, "", "", flow);
        simulator.mark = 0;
        return simulator.chain(chain, 0) == Verdict.RETURN;
    }

    private enum Verdict {
        ACCEPT,
        DROP,
        RETURN,
        CONTINUE
    }

    private Verdict chain(String name, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalStateException("jumps nest too deep at " + name);
        }
        ChainText chain = requireNonNull(filter.chains().get(name), "no chain " + name);
        for (String rule : chain.lines()) {
            Verdict verdict = rule(rule, depth);
            if (verdict != Verdict.CONTINUE) {
                return verdict;
            }
        }
        return Verdict.RETURN;
    }

    private Verdict rule(String line, int depth) {
        Matcher rule = LINE.matcher(line);
        requireKnown(rule.matches(), line);
        if (!matches(rule.group(1))) {
            return Verdict.CONTINUE;
        }
        String[] action = rule.group(2).split(" ");
        if (action[0].equals("-g")) {
            return chain(action[1], depth);
        }
        return switch (action[1]) {
            case "LOG" -> Verdict.CONTINUE;
            case "ACCEPT" -> Verdict.ACCEPT;
            case "DROP" -> Verdict.DROP;
            case "RETURN" -> Verdict.RETURN;
            case "MARK" -> {
                String[] bits = action[3].split("/");
                mark = (mark & ~Integer.decode(bits[1])) ^ Integer.decode(bits[0]);
                yield Verdict.CONTINUE;
            }
            default -> {
                Verdict verdict = chain(action[1], depth + 1);
                yield verdict == Verdict.RETURN ? Verdict.CONTINUE : verdict;
            }
        };
    }

    private boolean matches(String match) {
        if (match.isEmpty()) {
            return true;
        }
        Iterator<String> words = List.of(match.split(" ")).iterator();
        boolean expected = true;
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("!")) {
                expected = false;
            } else if (word.equals("-m")) {
                String module = words.next();
                if (module.equals("set") || module.equals("mark")) {
                    continue;
                }
                requireKnown(MODULES.contains(module), module);
            } else {
                if (matches(word, words) != expected) {
                    return false;
                }
                expected = true;
            }
        }
        return true;
    }

    private boolean matches(String option, Iterator<String> words) {
        String value = words.next();
        return switch (option) {
            case "-i" -> isInterface(value, in);
            case "-o" -> isInterface(value, out);
            case "-s" -> isIn(value, flow.source().address());
            case "-d" -> isIn(value, flow.destination().address());
            case "-p" -> isProtocol(value);
            case "--dport", "--dports" -> isPort(value, flow.destinationPort());
            case "--sport", "--sports" -> isPort(value, flow.sourcePort());
            case "--icmp-type", "--icmpv6-type" -> isIcmp(value);
            case "--src-range" -> isInRange(value, flow.source().address());
            case "--dst-range" -> isInRange(value, flow.destination().address());
            case "--ctstate" -> value.equals("NEW");
            case "--mark" -> {
                String[] bits = value.split("/");
                yield (mark & Integer.decode(bits[1])) == Integer.decode(bits[0]);
            }
            case "--match-set" -> isInSet(value, words.next());
            case "!" -> throw new IllegalStateException("! before a value");
            default -> {
                requireKnown(false, option);
                yield false;
            }
        };
    }

    private static boolean isInterface(String pattern, String name) {
        return pattern.endsWith("+")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static boolean isIn(String block, IpAddress address) {
        return block.contains("/")
                ? IpPrefix.parse(block).contains(address)
                : IpAddress.parse(block).equals(address);
    }

    private boolean isProtocol(String name) {
        int number =
                switch (name) {
                    case "tcp" -> 6;
                    case "udp" -> 17;
                    case "sctp" -> 132;
                    case "udplite" -> 136;
                    case "ipv6-icmp" -> 58;
                    default -> Integer.parseInt(name);
                };
        return flow.protocol() == number;
    }

    private boolean isIcmp(String value) {
        String[] parts = value.split("/");
        return Integer.parseInt(parts[0]) == flow.icmpType()
                && (parts.length == 1 || Integer.parseInt(parts[1]) == flow.icmpCode());
    }

    private static boolean isInRange(String range, IpAddress address) {
        String[] ends = range.split("-");
        return IpAddress.parse(ends[0]).compareTo(address) <= 0
                && address.compareTo(IpAddress.parse(ends[1])) <= 0;
    }

    private static boolean isPort(String ports, int port) {
        for (String range : ports.split(",")) {
            String[] ends = range.split(":");
            if (Integer.parseInt(ends[0]) <= port
                    && port <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }

    private boolean isInSet(String name, String side) {
        NetSet set =
                wanted.sets().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
        IpAddress address = (side.startsWith("src") ? flow.source() : flow.destination()).address();
        return switch (set.type()) {
            case ADDRESSES -> holds(set, new Member.Address(address));
            case NETS ->
                    wanted.elements(set)
                            .anyMatch(
                                    m -> m instanceof Member.Net(var net) && net.contains(address));
            case ADDRESS_PORTS -> {
                boolean source = side.equals("src,src");
                requireKnown(source || side.equals("dst,dst"), side);
                int port = source ? flow.sourcePort() : flow.destinationPort();
                yield flow.portProtocol()
                        .map(p -> holds(set, new Member.AddressPort(address, p, port)))
                        .orElse(false);
            }
        };
    }

    private boolean holds(NetSet set, Member member) {
        return wanted.elements(set).anyMatch(member::equals);
    }

    private static void requireKnown(boolean known, String what) {
        if (!known) {
            throw new IllegalStateException("the simulator doesn't know " + what);
        }
    }
}
