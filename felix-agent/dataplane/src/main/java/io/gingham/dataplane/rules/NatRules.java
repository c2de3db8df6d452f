package io.gingham.dataplane.rules;

import io.gingham.policy.model.Side;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Masquerading from pools with `natOutgoing` to addresses outside all pools.
final class NatRules {

    private static final String SOURCES = "masq-pools";
    private static final String POOLS = "all-pools";

    private final IpFamily family;
    private final List<RulesConfig.Pool> pools;

    NatRules(RulesConfig config, IpFamily family) {
        this.family = family;
        this.pools =
                config.pools().stream().filter(pool -> pool.cidr().family() == family).toList();
    }

    private boolean isNeeded() {
        return pools.stream().anyMatch(RulesConfig.Pool::natOutgoing);
    }

    /// With their members.
    SortedMap<NetSet, List<Member>> sets() {
        SortedMap<NetSet, List<Member>> sets = new TreeMap<>(NetSet.BY_NAME);
        if (isNeeded()) {
            sets.put(set(SOURCES), members(RulesConfig.Pool::natOutgoing));
            sets.put(set(POOLS), members(pool -> true));
        }
        return sets;
    }

    List<Chain> chains() {
        return isNeeded()
                ? List.of(
                        Chain.of(
                                Names.POSTROUTING,
                                new Rule(
                                        List.of(
                                                new Match.InSet(
                                                        Side.SOURCE, set(SOURCES).name(), false),
                                                new Match.InSet(
                                                        Side.DESTINATION, set(POOLS).name(), true)),
                                        new Act.Masquerade(),
                                        "natOutgoing")))
                : List.of();
    }

    List<Hook> hooks() {
        return isNeeded()
                ? List.of(
                        new Hook(
                                "POSTROUTING",
                                Hook.Position.FIRST,
                                Rule.always(new Act.Jump(Names.POSTROUTING))))
                : List.of();
    }

    private NetSet set(String id) {
        return new NetSet(Names.set(family, id), ProgramSet.Type.NETS, family);
    }

    private List<Member> members(Predicate<RulesConfig.Pool> which) {
        return pools.stream()
                .filter(which)
                .map(pool -> (Member) new Member.Net(pool.cidr()))
                .toList();
    }
}
