package io.gingham.policy.reach;

import io.gingham.policy.model.Side;
import io.gingham.policy.program.Criterion;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A gate's verdicts, each found once: addresses that its own rules don't tell apart are one view,
/// however many other rules tell them apart.
///
/// ```
///  address ─Membership─▶ print (places in all sets) ─▶ view (places in those of this gate) ─▶ verdict
/// ```
final class Judge {

    private final Gate gate;
    private final Ruling ruling;
    private final Views sources;
    private final Views destinations;
    private final Map<Long, Connections> judged = new HashMap<>();

    Judge(Gate gate, Program program, Membership membership, Ruling ruling) {
        this.gate = gate;
        this.ruling = ruling;
        Set<Criterion> ofSource = new LinkedHashSet<>();
        Set<Criterion> ofDestination = new LinkedHashSet<>();
        chains(gate, program)
                .flatMap(chain -> program.chain(chain).rules().stream())
                .map(ProgramRule::criteria)
                .flatMap(List::stream)
                .forEach(
                        criterion ->
                                (side(criterion) == Side.SOURCE ? ofSource : ofDestination)
                                        .add(criterion));
        sources = new Views(membership, ofSource);
        destinations = new Views(membership, ofDestination);
    }

    Gate gate() {
        return gate;
    }

    private static Stream<String> chains(Gate gate, Program program) {
        return gate instanceof Gate.Governed(String group)
                ? program.group(group).tiers().stream().flatMap(tier -> tier.chains().stream())
                : Stream.empty();
    }

    /// What is about neither address may stand with either.
    private static Side side(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Net(Side side, _, _) -> side;
            case Criterion.InSet(Side side, _, _) -> side;
            case Criterion.PortInSet _,
                    Criterion.Family _,
                    Criterion.Protocol _,
                    Criterion.Icmp _,
                    Criterion.Ports _ ->
                    Side.DESTINATION;
        };
    }

    /// @param fromPrint of the address
    Connections allowed(int fromPrint, IpAddress from, int toPrint, IpAddress to) {
        return switch (gate) {
            case Gate.Open() -> Connections.ALL;
            case Gate.Closed(_) -> Connections.NONE;
            case Gate.Governed _ -> {
                long both = (long) sources.of(fromPrint, from) << 32 | destinations.of(toPrint, to);
                yield judged.computeIfAbsent(
                        both, b -> ruling.allowed(gate, from, to).orConstant());
            }
        };
    }

    /// Of the addresses on one side.
    private static final class Views {
        private final Membership membership;
        private final List<Criterion> criteria;
        private final Map<List<Object>, Integer> numbers = new HashMap<>();

        /// By print; 0 for one that is not known yet.
        private int[] byPrint = new int[16];

        Views(Membership membership, Set<Criterion> criteria) {
            this.membership = membership;
            this.criteria = List.copyOf(criteria);
        }

        int of(int print, IpAddress address) {
            if (print >= byPrint.length) {
                byPrint = Arrays.copyOf(byPrint, Math.max(print + 1, byPrint.length * 2));
            }
            if (byPrint[print] == 0) {
                byPrint[print] = numbers.computeIfAbsent(view(address), v -> numbers.size() + 1);
            }
            return byPrint[print];
        }

        private List<Object> view(IpAddress address) {
            List<Object> view = new ArrayList<>();
            view.add(address.family());
            for (Criterion criterion : criteria) {
                switch (criterion) {
                    case Criterion.Net(_, var net, _) -> view.add(net.contains(address));
                    case Criterion.InSet(_, String set, _) ->
                            view.add(membership.isIn(set, address));
                    case Criterion.PortInSet(_, String set, _) ->
                            view.add(membership.portsOf(set, address));
                    case Criterion.Family _,
                            Criterion.Protocol _,
                            Criterion.Icmp _,
                            Criterion.Ports _ -> {}
                }
            }
            return view;
        }
    }
}
