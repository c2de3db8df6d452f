package io.gingham.policy.program;

import io.gingham.policy.model.Flow;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether a flow meets a criterion, by the members that the program's sets have now.
record CriterionMatch(Program program, Flow flow) {

    boolean matches(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Family(var family) -> address(Side.SOURCE).family() == family;
            case Criterion.Protocol(int number, boolean negated) ->
                    (flow.protocol() == number) != negated;
            case Criterion.Icmp icmp -> matchesIcmp(icmp);
            case Criterion.Net(Side side, IpPrefix net, boolean negated) ->
                    net.contains(address(side)) != negated;
            case Criterion.InSet(Side side, String set, boolean negated) ->
                    isIn(set, address(side)) != negated;
            case Criterion.PortInSet(Side side, String set, boolean negated) ->
                    hasPortIn(set, side) != negated;
            case Criterion.Ports(Side side, var ranges, boolean negated) ->
                    ranges.stream().anyMatch(range -> range.contains(flow.port(side))) != negated;
        };
    }

    private IpAddress address(Side side) {
        return flow.end(side).address();
    }

    private boolean matchesIcmp(Criterion.Icmp icmp) {
        boolean isIcmp =
                flow.protocol() == IpProtocol.ICMP.number()
                        || flow.protocol() == IpProtocol.ICMPV6.number();
        boolean same =
                icmp.type() == flow.icmpType()
                        && (icmp.code().isEmpty() || icmp.code().getAsInt() == flow.icmpCode());
        return isIcmp && same != icmp.negated();
    }

    /// The kernel's lookup in a set of blocks finds the longest block that holds the address; that
    /// is: any.
    private boolean isIn(String set, IpAddress address) {
        if (program.set(set).type() == ProgramSet.Type.ADDRESSES) {
            return program.members(set).contains(new Member.Address(address));
        }
        for (int length = address.family().maxPrefixLength(); length >= 0; length--) {
            Member net = new Member.Net(IpPrefix.containing(address, length));
            if (program.members(set).contains(net)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasPortIn(String set, Side side) {
        Optional<PortProtocol> protocol = flow.portProtocol();
        return protocol.isPresent()
                && flow.port(side) > 0
                && program.members(set)
                        .contains(
                                new Member.AddressPort(
                                        address(side), protocol.get(), flow.port(side)));
    }

    /// A rule's criteria, for people.
    String describe(PolicyChain.ProgramRule rule) {
        return rule.criteria().isEmpty()
                ? "everything"
                : rule.criteria().stream().map(this::describe).collect(Collectors.joining(", "));
    }

    private String describe(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Family(var family) -> family.toString();
            case Criterion.Protocol(int number, boolean negated) ->
                    not(negated) + protocolName(number);
            case Criterion.Icmp(int type, var code, boolean negated) ->
                    not(negated)
                            + "type "
                            + type
                            + (code.isPresent() ? " code " + code.getAsInt() : "");
            case Criterion.Net(Side side, var net, boolean negated) ->
                    side + " " + not(negated) + "in " + net;
            case Criterion.InSet(Side side, String set, boolean negated) ->
                    side + " " + not(negated) + "in " + program.set(set).what();
            case Criterion.PortInSet(Side side, String set, boolean negated) ->
                    side + " " + not(negated) + "in " + program.set(set).what();
            case Criterion.Ports(Side side, var ranges, boolean negated) ->
                    side
                            + " port "
                            + not(negated)
                            + ranges.stream()
                                    .map(PortMatch.Range::toString)
                                    .collect(Collectors.joining(", "));
        };
    }

    private static String not(boolean negated) {
        return negated ? "not " : "";
    }

    private static String protocolName(int number) {
        return number == 0 ? "protocol 0" : new IpProtocol(number).toString();
    }
}
