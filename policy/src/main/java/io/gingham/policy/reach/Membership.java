package io.gingham.policy.reach;

import io.gingham.policy.model.PortMatch;
import io.gingham.policy.program.Criterion;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Which of a program's sets and blocks an address is in.
final class Membership {

    private final Program program;
    private final List<ProgramSet> sets;

    /// By set; of addresses, and of blocks.
    private final Map<String, Set<Member>> members = new HashMap<>();

    /// The lengths of the blocks in a set.
    private final Map<String, List<Integer>> lengths = new HashMap<>();

    private final Set<IpPrefix> blocks = new LinkedHashSet<>();
    private final Map<String, Map<IpAddress, Connections>> ports = new HashMap<>();

    Membership(Program program) {
        this.program = program;
        this.sets = List.copyOf(program.sets().values());
        for (PolicyChain chain : program.chains().values()) {
            for (ProgramRule rule : chain.rules()) {
                for (Criterion criterion : rule.criteria()) {
                    if (criterion instanceof Criterion.Net(_, var net, _)) {
                        blocks.add(net);
                    }
                }
            }
        }
        for (ProgramSet set : sets) {
            switch (set.type()) {
                case ADDRESS_PORTS -> ports.put(set.id(), ports(set.id()));
                case ADDRESSES -> members.put(set.id(), program.members(set.id()));
                case NETS -> {
                    members.put(set.id(), program.members(set.id()));
                    lengths.put(set.id(), lengths(set.id()));
                }
            }
        }
    }

    private Map<IpAddress, Connections> ports(String set) {
        Map<IpAddress, Connections> byAddress = new HashMap<>();
        for (Member member : program.members(set)) {
            if (member instanceof Member.AddressPort(var address, var protocol, int port)) {
                Connections one =
                        Connections.of(
                                protocol, PortSet.of(List.of(new PortMatch.Range(port, port))));
                byAddress.merge(address, one, Connections::or);
            }
        }
        return byAddress;
    }

    private List<Integer> lengths(String set) {
        return program.members(set).stream()
                .filter(Member.Net.class::isInstance)
                .map(member -> ((Member.Net) member).net().length())
                .distinct()
                .toList();
    }

    /// Of a set of addresses, or of blocks.
    boolean isIn(String set, IpAddress address) {
        Set<Member> in = Objects.requireNonNull(members.get(set), set);
        List<Integer> blocks = lengths.get(set);
        return blocks == null
                ? in.contains(new Member.Address(address))
                : blocks.stream()
                        .filter(length -> length <= address.family().maxPrefixLength())
                        .anyMatch(
                                length ->
                                        in.contains(
                                                new Member.Net(
                                                        IpPrefix.containing(address, length))));
    }

    Connections portsOf(String set, IpAddress address) {
        return ports.getOrDefault(set, Map.of()).getOrDefault(address, Connections.NONE);
    }

    /// Addresses with equal prints are judged alike, whatever the rules are.
    List<Object> print(IpAddress address) {
        List<Object> print = new ArrayList<>();
        print.add(address.family());
        for (ProgramSet set : sets) {
            print.add(
                    switch (set.type()) {
                        case ADDRESSES, NETS -> isIn(set.id(), address);
                        case ADDRESS_PORTS -> portsOf(set.id(), address);
                    });
        }
        blocks.forEach(block -> print.add(block.contains(address)));
        return print;
    }

    /// All blocks, and addresses, that rules speak of.
    List<IpPrefix> blocks() {
        Set<IpPrefix> all = new LinkedHashSet<>(blocks);
        for (ProgramSet set : program.sets().values()) {
            for (Member member : program.members(set.id())) {
                all.add(
                        switch (member) {
                            case Member.Net(var net) -> net;
                            case Member.Address(var address) -> IpPrefix.host(address);
                            case Member.AddressPort(var address, _, _) -> IpPrefix.host(address);
                        });
            }
        }
        return List.copyOf(all);
    }
}
