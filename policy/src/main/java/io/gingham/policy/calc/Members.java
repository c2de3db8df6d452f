package io.gingham.policy.calc;

import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.SetSource;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What one thing puts into a set. Nothing is in the answers twice: each counts once.
final class Members {

    private Members() {}

    /// A pod, network set or host endpoint that selectors can find, with what stands for it.
    ///
    /// @param addresses without repetitions; none for a network set
    record Peer(Selectable resource, List<IpAddress> addresses) {}

    /// @param set one whose members are selected: a [SetSource.Selected] or [SetSource.NamedPort]
    static List<Member> of(Peer peer, CountedSet set) {
        if (set.source instanceof SetSource.NamedPort named) {
            return namedPorts(peer, named);
        }
        List<Member> members = new ArrayList<>();
        if (peer.resource() instanceof NetworkSet networkSet) {
            for (IpPrefix net : networkSet.nets()) {
                members.add(new Member.Net(net));
            }
        }
        for (IpAddress address : peer.addresses()) {
            members.add(
                    set.set.type() == ProgramSet.Type.ADDRESSES
                            ? new Member.Address(address)
                            : new Member.Net(IpPrefix.host(address)));
        }
        return members;
    }

    private static List<Member> namedPorts(Peer peer, SetSource.NamedPort named) {
        Set<Member> members = new LinkedHashSet<>();
        for (ContainerPort port : portsOf(peer.resource())) {
            if (port.protocol() == named.protocol() && port.name().equals(named.name())) {
                for (IpAddress address : peer.addresses()) {
                    members.add(new Member.AddressPort(address, port.protocol(), port.number()));
                }
            }
        }
        return List.copyOf(members);
    }

    private static List<ContainerPort> portsOf(Selectable resource) {
        return switch (resource) {
            case Pod pod -> pod.ports();
            case HostEndpoint endpoint -> endpoint.ports();
            case NetworkSet _, Node _ -> List.of();
        };
    }

    /// True if the two put the same into any set whose selector selects both.
    static boolean areSame(Peer peer, Peer other) {
        return peer.addresses().equals(other.addresses())
                && portsOf(peer.resource()).equals(portsOf(other.resource()))
                && !(peer.resource() instanceof NetworkSet set
                        && other.resource() instanceof NetworkSet that
                        && !set.nets().equals(that.nets()));
    }

    static List<Member> addresses(List<IpAddress> addresses) {
        List<Member> members = new ArrayList<>();
        for (IpAddress address : new LinkedHashSet<>(addresses)) {
            members.add(new Member.Address(address));
        }
        return members;
    }

    static List<Member> addressPorts(EndpointSlice slice) {
        Set<Member> members = new LinkedHashSet<>();
        for (EndpointSlice.ServicePort port : slice.ports()) {
            for (IpAddress address : slice.addresses()) {
                members.add(new Member.AddressPort(address, port.protocol(), port.number()));
            }
        }
        return List.copyOf(members);
    }

    static List<Member> nets(List<IpPrefix> nets) {
        List<Member> members = new ArrayList<>();
        nets.forEach(net -> members.add(new Member.Net(net)));
        return members;
    }
}
