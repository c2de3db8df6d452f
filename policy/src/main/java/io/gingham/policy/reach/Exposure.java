package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Labels;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// To whom workloads are open beside those that are there: the world outside, any pod that may
/// come, and pods and namespaces with the labels that rules speak of.
///
/// A pod that no rule tells from others is the stranger. For each way in which the rules about a
/// workload tell pods from the stranger ([ToldApart]) one is made up ([Inventor]), and what it
/// could do is asked as of any pod ([Reach]).
public final class Exposure {

    /// Pods that may do something else than any pod.
    ///
    /// @param who all of them
    /// @param connections the whole of what they may do; may be none
    /// @param example one of them that is nothing else
    public record Line(PodsLike who, Connections connections, Labels example) {

        boolean isNarrowerThan(Line other) {
            return other.who.selects(example) && !who.selects(other.example);
        }
    }

    /// What pods may do, there or not.
    ///
    /// @param family empty if the answer is the same in all that the workload has
    /// @param any what a pod may do that is in no line
    /// @param lines each of which says something that the wider ones do not
    public record ToPods(Optional<IpFamily> family, Connections any, List<Line> lines) {

        public ToPods {
            lines = List.copyOf(lines);
        }

        /// Of a pod that several lines are about, the narrower ones count, and of those that are
        /// not narrower than each other what any of them says.
        ///
        /// @param pod its labels as selectors see them
        public Connections of(Labels pod) {
            List<Line> about = lines.stream().filter(line -> line.who.selects(pod)).toList();
            return about.stream()
                    .filter(line -> about.stream().noneMatch(o -> o.isNarrowerThan(line)))
                    .map(Line::connections)
                    .reduce(Connections::or)
                    .orElse(any);
        }

        private boolean saysTheSame(ToPods other) {
            return any.equals(other.any)
                    && lines.stream()
                            .map(line -> line.who + "" + line.connections)
                            .toList()
                            .equals(
                                    other.lines.stream()
                                            .map(line -> line.who + "" + line.connections)
                                            .toList());
        }
    }

    /// Of one workload in one direction.
    ///
    /// @param unprotected no policy governs it
    /// @param pods one for all families, or one for each that the workload has
    /// @param outside by ranges of addresses
    public record Open(
            boolean unprotected, List<ToPods> pods, SortedMap<String, Connections> outside) {
        public Open {
            pods = List.copyOf(pods);
            outside = new TreeMap<>(outside);
        }

        /// What a pod may do, of the workload's part.
        ///
        /// @param pod its labels as selectors see them
        public Connections of(Labels pod, IpFamily family) {
            return pods.stream()
                    .filter(one -> one.family.isEmpty() || one.family.get() == family)
                    .findFirst()
                    .map(one -> one.of(pod))
                    .orElse(Connections.NONE);
        }
    }

    /// Of one workload.
    public record OfWorkload(End workload, Open ingress, Open egress) {}

    /// Those that policies govern alike, in one direction.
    private record Governed(Direction direction, Set<ResourceKey> policies) {}

    /// @param pod an example
    private record Candidate(PodsLike who, PodToCome pod) {}

    private final ClusterState state;
    private final Reach real;
    private final Inventor inventor;
    private final PodToCome stranger;
    private final Map<Governed, List<Candidate>> candidates = new HashMap<>();

    private Exposure(ClusterState state) {
        this.state = state;
        real = Reach.of(state);
        PodAddresses addresses = new PodAddresses(state, real.blocks());
        inventor = new Inventor(state, addresses::next);
        stranger = inventor.pod(new PodsLike(List.of()), List.of()).orElseThrow();
    }

    public static List<OfWorkload> of(ClusterState state) {
        return new Exposure(state).all();
    }

    private List<OfWorkload> all() {
        for (End workload : real.workloads()) {
            for (Direction direction : Direction.values()) {
                candidates.computeIfAbsent(governed(workload, direction), this::candidates);
            }
        }
        Set<PodKey> madeUp =
                inventor.pods().stream().map(one -> one.pod().key()).collect(Collectors.toSet());
        Reach reach = Reach.of(inventor.state(), Set.of(), madeUp);
        reach.splitLike(real);
        List<Reach.Piece> pieces = reach.pieces(AddressRange.cut(real.blocks()));
        return real.workloads().stream()
                .map(
                        workload ->
                                new OfWorkload(
                                        workload,
                                        open(reach, workload, Direction.INGRESS, pieces),
                                        open(reach, workload, Direction.EGRESS, pieces)))
                .toList();
    }

    private Governed governed(End workload, Direction direction) {
        return new Governed(direction, real.policies(workload, direction));
    }

    /// What rules tell pods by, the wider ones first.
    private List<Candidate> candidates(Governed governed) {
        List<Rule> rules =
                governed.policies.stream()
                        .flatMap(key -> Stream.ofNullable(state.resources().get(key)))
                        .filter(Policy.class::isInstance)
                        .flatMap(policy -> ((Policy) policy).rules(governed.direction).stream())
                        .toList();
        List<PodsLike> told = ToldApart.by(rules, governed.direction, stranger.labels());
        return told.stream()
                .flatMap(
                        who -> inventor.pod(who, told).stream().map(pod -> new Candidate(who, pod)))
                .toList();
    }

    private Open open(Reach reach, End workload, Direction direction, List<Reach.Piece> pieces) {
        List<Candidate> some = candidates.getOrDefault(governed(workload, direction), List.of());
        Map<IpFamily, ToPods> byFamily = new EnumMap<>(IpFamily.class);
        for (IpFamily family : reach.families(workload)) {
            byFamily.put(family, toPods(reach, workload, direction, family, some));
        }
        List<ToPods> pods = List.copyOf(byFamily.values());
        if (!pods.isEmpty() && pods.stream().allMatch(pods.getFirst()::saysTheSame)) {
            ToPods first = pods.getFirst();
            pods = List.of(new ToPods(Optional.empty(), first.any, first.lines));
        }
        return new Open(
                reach.isUnprotected(workload, direction),
                pods,
                outside(reach, workload, direction, pieces));
    }

    private ToPods toPods(
            Reach reach,
            End workload,
            Direction direction,
            IpFamily family,
            List<Candidate> candidates) {
        Connections any = allowed(reach, workload, direction, address(stranger, family));
        ToPods so = new ToPods(Optional.of(family), any, List.of());
        for (Candidate candidate : candidates) {
            Connections allowed =
                    allowed(reach, workload, direction, address(candidate.pod, family));
            Labels example = candidate.pod.labels();
            if (!allowed.equals(so.of(example))) {
                List<Line> lines = new ArrayList<>(so.lines);
                lines.add(new Line(candidate.who, allowed, example));
                so = new ToPods(so.family, any, lines);
            }
        }
        return so;
    }

    private static SortedMap<String, Connections> outside(
            Reach reach, End workload, Direction direction, List<Reach.Piece> pieces) {
        Map<Connections, List<AddressRange>> ranges = new LinkedHashMap<>();
        for (Reach.Piece piece : pieces) {
            ranges.computeIfAbsent(
                            allowed(reach, workload, direction, piece.one()),
                            c -> new ArrayList<>())
                    .add(piece.range());
        }
        ranges.remove(Connections.NONE);
        SortedMap<String, Connections> outside = new TreeMap<>();
        ranges.forEach(
                (connections, some) ->
                        outside.put(
                                new End.Outside(AddressRange.joined(some)).toString(),
                                connections));
        return outside;
    }

    private static Connections allowed(
            Reach reach, End workload, Direction direction, IpAddress other) {
        return switch (direction) {
            case INGRESS -> reach.ingressFrom(other, workload);
            case EGRESS -> reach.egressTo(workload, other);
        };
    }

    private static IpAddress address(PodToCome pod, IpFamily family) {
        return pod.pod().ips().stream()
                .filter(ip -> ip.family() == family)
                .findFirst()
                .orElseThrow();
    }
}
