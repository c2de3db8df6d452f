package io.gingham.policy.reach;

import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.Criterion;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.PolicyGroup.TierStep;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import java.util.List;

/// What a gate lets pass between two addresses, for all ports at once.
final class Ruling {

    private final Program program;
    private final Membership membership;

    Ruling(Program program, Membership membership) {
        this.program = program;
        this.membership = membership;
    }

    Connections allowed(Gate gate, IpAddress from, IpAddress to) {
        return switch (gate) {
            case Gate.Open() -> Connections.ALL;
            case Gate.Closed(_) -> Connections.NONE;
            case Gate.Governed(String id) -> group(program.group(id), from, to);
        };
    }

    private Connections group(PolicyGroup group, IpAddress from, IpAddress to) {
        Connections allowed = Connections.NONE;
        Connections left = Connections.ALL;
        for (TierStep tier : group.tiers()) {
            Connections passed = Connections.NONE;
            for (String chain : tier.chains()) {
                for (ProgramRule rule : program.chain(chain).rules()) {
                    Connections met = met(rule.criteria(), from, to).and(left);
                    switch (rule.action()) {
                        case ALLOW -> allowed = allowed.or(met);
                        case PASS -> passed = passed.or(met);
                        case DENY, LOG -> {}
                    }
                    switch (rule.action()) {
                        case ALLOW, PASS, DENY -> left = left.minus(met);
                        case LOG -> {}
                    }
                }
            }
            switch (tier.defaultAction()) {
                case DENY -> {}
                case ALLOW -> allowed = allowed.or(left);
                case PASS, LOG -> passed = passed.or(left);
            }
            left = passed;
            if (left.isEmpty()) {
                return allowed;
            }
        }
        return switch (group.end()) {
            case PolicyGroup.End.Allow() -> allowed.or(left);
            // A host endpoint's; no pod ends so.
            case PolicyGroup.End.Profiles(_) -> allowed;
        };
    }

    private Connections met(List<Criterion> criteria, IpAddress from, IpAddress to) {
        Connections met = Connections.ALL;
        for (Criterion criterion : criteria) {
            met = met.and(met(criterion, from, to));
            if (met.isEmpty()) {
                return met;
            }
        }
        return met;
    }

    private Connections met(Criterion criterion, IpAddress from, IpAddress to) {
        return switch (criterion) {
            case Criterion.Family(var family) -> all(from.family() == family);
            case Criterion.Protocol(int number, boolean negated) ->
                    negated ? protocol(number).not() : protocol(number);
            case Criterion.Icmp _ -> Connections.NONE;
            case Criterion.Net(Side side, var net, boolean negated) ->
                    all(net.contains(side == Side.SOURCE ? from : to) != negated);
            case Criterion.InSet(Side side, String set, boolean negated) ->
                    all(membership.isIn(set, side == Side.SOURCE ? from : to) != negated);
            case Criterion.PortInSet(Side side, String set, boolean negated) ->
                    portIn(side, set, to, negated);
            case Criterion.Ports(Side side, var ranges, boolean negated) -> {
                PortSet ports = side == Side.DESTINATION ? PortSet.of(ranges) : PortSet.NONE;
                PortSet met = negated ? ports.not() : ports;
                yield new Connections(met, met, met, negated);
            }
        };
    }

    private static Connections all(boolean met) {
        return met ? Connections.ALL : Connections.NONE;
    }

    private static Connections protocol(int number) {
        for (PortProtocol protocol : PortProtocol.values()) {
            if (protocol.number() == number) {
                return Connections.of(protocol, PortSet.ALL);
            }
        }
        return number == Connections.OTHER_PROTOCOL ? Connections.ofOther() : Connections.NONE;
    }

    private Connections portIn(Side side, String set, IpAddress to, boolean negated) {
        Connections in = side == Side.DESTINATION ? membership.portsOf(set, to) : Connections.NONE;
        return negated ? in.not() : in;
    }
}
