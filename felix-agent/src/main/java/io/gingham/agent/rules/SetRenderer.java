package io.gingham.agent.rules;

import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// One family's part of a program's set.
final class SetRenderer {

    private SetRenderer() {}

    static KernelSet render(ProgramSet set, Collection<Member> all, IpFamily family) {
        SortedSet<String> members = new TreeSet<>();
        all.forEach(member -> members.addAll(member(member, family)));
        return new KernelSet(Names.set(family, set.id()), type(set.type()), family, members);
    }

    private static KernelSet.Type type(ProgramSet.Type type) {
        return switch (type) {
            case ADDRESSES -> KernelSet.Type.ADDRESSES;
            case NETS -> KernelSet.Type.NETS;
            case ADDRESS_PORTS -> KernelSet.Type.ADDRESS_PORTS;
        };
    }

    /// As `ipset save` prints it; none if it is of the other family.
    private static List<String> member(Member member, IpFamily family) {
        return switch (member) {
            case Member.Address(var address) ->
                    canHold(address, family) ? List.of(address.toString()) : List.of();
            case Member.Net(var net) -> net.family() == family ? nets(net) : List.of();
            case Member.AddressPort(var address, var protocol, int port) ->
                    canHold(address, family)
                            ? List.of(address + "," + protocol.lowerName() + ":" + port)
                            : List.of();
        };
    }

    /// The address of no host (0.0.0.0 and ::) the kernel refuses in a set of addresses, and all
    /// that is written with it. No packet of a pod has it.
    private static boolean canHold(IpAddress address, IpFamily family) {
        return address.family() == family && !address.isUnspecified();
    }

    /// A set of blocks can't hold the block of everything; its halves it can.
    private static List<String> nets(IpPrefix net) {
        if (net.length() > 0) {
            return List.of(member(net));
        }
        IpPrefix lower = new IpPrefix(net.address(), 1);
        List<String> halves = new ArrayList<>(List.of(lower.toString()));
        halves.add(IpPrefix.containing(lower.last().plus(1), 1).toString());
        return halves;
    }

    /// ipset prints the block of one address as the address.
    static String member(IpPrefix prefix) {
        return prefix.isHost() ? prefix.address().toString() : prefix.toString();
    }
}
