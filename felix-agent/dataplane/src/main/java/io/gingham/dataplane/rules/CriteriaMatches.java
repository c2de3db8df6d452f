package io.gingham.dataplane.rules;

import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.program.Criterion;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a program's rule asks, for packets of one family.
final class CriteriaMatches {

    private final IpFamily family;

    CriteriaMatches(IpFamily family) {
        this.family = family;
    }

    /// @return empty if no packet of this family can match
    Optional<List<Match>> of(List<Criterion> criteria) {
        Optional<Integer> protocol = protocolOf(criteria);
        List<Match> matches = new ArrayList<>();
        for (Criterion criterion : criteria) {
            switch (of(criterion, protocol)) {
                case Asked.Nothing() -> {}
                case Asked.Impossible() -> {
                    return Optional.empty();
                }
                case Asked.One(Match match) -> matches.add(match);
            }
        }
        return Optional.of(matches);
    }

    /// What is left of a criterion when the packet's family is known.
    private sealed interface Asked {

        /// Every packet meets it.
        record Nothing() implements Asked {}

        /// None does.
        record Impossible() implements Asked {}

        record One(Match match) implements Asked {}

        static Asked when(boolean met) {
            return met ? new Nothing() : new Impossible();
        }
    }

    private Asked of(Criterion criterion, Optional<Integer> protocol) {
        return switch (criterion) {
            case Criterion.Family(IpFamily wanted) -> Asked.when(wanted == family);
            case Criterion.Protocol(int number, boolean negated) ->
                    protocol(number, negated, protocol);
            case Criterion.Icmp icmp -> icmp(icmp, protocol);
            case Criterion.Net net -> net(net);
            case Criterion.InSet(var side, String set, boolean negated) ->
                    new Asked.One(new Match.InSet(side, Names.set(family, set), negated));
            case Criterion.PortInSet(var side, String set, boolean negated) ->
                    new Asked.One(new Match.PortInSet(side, Names.set(family, set), negated));
            case Criterion.Ports(var side, var ranges, boolean negated) ->
                    new Asked.One(new Match.Ports(side, ranges, negated));
        };
    }

    /// The one protocol that all packets of the rule have, if it says so.
    private static Optional<Integer> protocolOf(List<Criterion> criteria) {
        return criteria.stream()
                .filter(c -> c instanceof Criterion.Protocol(_, boolean negated) && !negated)
                .map(c -> ((Criterion.Protocol) c).number())
                .findFirst();
    }

    /// Beside "this protocol", "not that one" says nothing or everything.
    private static Asked protocol(int number, boolean negated, Optional<Integer> only) {
        return negated && only.isPresent()
                ? Asked.when(only.get() != number)
                : new Asked.One(new Match.Protocol(number, negated));
    }

    private Asked icmp(Criterion.Icmp icmp, Optional<Integer> protocol) {
        IpProtocol ours = family == IpFamily.IPV4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        return protocol.equals(Optional.of(ours.number()))
                ? new Asked.One(new Match.Icmp(icmp.type(), icmp.code(), icmp.negated()))
                : new Asked.Impossible();
    }

    private Asked net(Criterion.Net criterion) {
        boolean ours = criterion.net().family() == family;
        boolean everything = ours && criterion.net().length() == 0;
        return ours && !everything
                ? new Asked.One(
                        new Match.Net(criterion.side(), criterion.net(), criterion.negated()))
                : Asked.when(everything != criterion.negated());
    }
}
