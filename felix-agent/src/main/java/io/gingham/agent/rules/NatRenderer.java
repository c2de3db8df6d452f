package io.gingham.agent.rules;

import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Masquerading from pools with `natOutgoing` to addresses outside all pools.
final class NatRenderer {

    private static final String SOURCES = "masq-pools";
    private static final String POOLS = "all-pools";

    private final IpFamily family;
    private final List<RulesConfig.Pool> pools;

    NatRenderer(RulesConfig config, IpFamily family) {
        this.family = family;
        this.pools =
                config.pools().stream().filter(pool -> pool.cidr().family() == family).toList();
    }

    private boolean isNeeded() {
        return pools.stream().anyMatch(RulesConfig.Pool::natOutgoing);
    }

    List<KernelSet> sets() {
        return isNeeded()
                ? List.of(set(SOURCES, RulesConfig.Pool::natOutgoing), set(POOLS, pool -> true))
                : List.of();
    }

    TableRules table() {
        if (!isNeeded()) {
            return TableRules.none("nat");
        }
        Rule masquerade =
                new Rule(
                        "-m set --match-set "
                                + name(SOURCES)
                                + " src -m set ! --match-set "
                                + name(POOLS)
                                + " dst",
                        "-j MASQUERADE --random-fully",
                        "natOutgoing");
        return TableRules.of(
                "nat",
                List.of(Chain.of(Names.POSTROUTING, List.of(masquerade))),
                List.of(
                        new Hook(
                                "POSTROUTING",
                                Hook.Position.FIRST,
                                Rule.always("-j " + Names.POSTROUTING))));
    }

    private KernelSet set(String id, Predicate<RulesConfig.Pool> which) {
        SortedSet<String> members = new TreeSet<>();
        for (RulesConfig.Pool pool : pools) {
            if (which.test(pool)) {
                halves(pool.cidr()).forEach(p -> members.add(SetRenderer.member(p)));
            }
        }
        return new KernelSet(name(id), KernelSet.Type.NETS, family, members);
    }

    /// A hash:net set can't hold a block of every address, but its two halves.
    private static List<IpPrefix> halves(IpPrefix cidr) {
        if (cidr.length() > 0) {
            return List.of(cidr);
        }
        return List.of(
                cidr.family() == IpFamily.IPV4
                        ? IpPrefix.parse("0.0.0.0/1")
                        : IpPrefix.parse("::/1"),
                cidr.family() == IpFamily.IPV4
                        ? IpPrefix.parse("128.0.0.0/1")
                        : IpPrefix.parse("8000::/1"));
    }

    private String name(String id) {
        return Names.set(family, id);
    }
}
