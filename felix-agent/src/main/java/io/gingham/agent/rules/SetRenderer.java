package io.gingham.agent.rules;

import io.gingham.policy.program.ProgramSet;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.SortedSet;
import java.util.TreeSet;

/// One family's part of a program's set.
final class SetRenderer {

    private SetRenderer() {}

    static KernelSet render(ProgramSet set, IpFamily family) {
        SortedSet<String> members = new TreeSet<>();
        KernelSet.Type type =
                switch (set) {
                    case ProgramSet.Addresses(_, _, var addresses) -> {
                        addresses.stream()
                                .filter(address -> address.family() == family)
                                .forEach(address -> members.add(address.toString()));
                        yield KernelSet.Type.ADDRESSES;
                    }
                    case ProgramSet.NamedPorts(_, _, var ports) -> {
                        ports.stream()
                                .filter(port -> port.address().family() == family)
                                .forEach(port -> members.add(member(port)));
                        yield KernelSet.Type.ADDRESS_PORTS;
                    }
                    case ProgramSet.Nets(_, _, var nets) -> {
                        nets.stream()
                                .filter(net -> net.family() == family)
                                .forEach(net -> members.add(member(net)));
                        yield KernelSet.Type.NETS;
                    }
                };
        return new KernelSet(Names.set(family, type, set.id()), type, family, members);
    }

    private static String member(ProgramSet.PodPort port) {
        return port.address() + "," + port.protocol().lowerName() + ":" + port.port();
    }

    /// ipset prints the block of one address as the address.
    static String member(IpPrefix prefix) {
        return prefix.isHost() ? prefix.address().toString() : prefix.toString();
    }
}
