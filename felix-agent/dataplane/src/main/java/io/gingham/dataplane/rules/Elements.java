package io.gingham.dataplane.rules;

import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Set;

/// What of a program's members goes into one family's set in the kernel.
final class Elements {

    private Elements() {}

    /// None if the member is of the other family.
    static List<Member> of(Member member, IpFamily family) {
        return switch (member) {
            case Member.Address(var address) ->
                    canHold(address, family) ? List.of(member) : List.of();
            case Member.AddressPort(var address, _, _) ->
                    canHold(address, family) ? List.of(member) : List.of();
            case Member.Net(var net) -> net.family() == family ? nets(net) : List.of();
        };
    }

    /// Whether one of the members is, or brings, the element.
    static boolean isHeld(Member element, Set<Member> members) {
        return members.contains(element)
                || element instanceof Member.Net(var net)
                        && net.length() == 1
                        && members.contains(new Member.Net(IpPrefix.containing(net.address(), 0)));
    }

    /// The address of no host (0.0.0.0 and ::) the kernel refuses in a set of addresses, and all
    /// that is written with it. No packet of a pod has it.
    private static boolean canHold(IpAddress address, IpFamily family) {
        return address.family() == family && !address.isUnspecified();
    }

    /// A set of blocks can't hold the block of everything; its halves it can.
    private static List<Member> nets(IpPrefix net) {
        if (net.length() > 0) {
            return List.of(new Member.Net(net));
        }
        IpPrefix lower = new IpPrefix(net.address(), 1);
        IpPrefix upper = IpPrefix.containing(lower.last().plus(1), 1);
        return List.of(new Member.Net(lower), new Member.Net(upper));
    }
}
