package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What everybody can reach, the pods of one workload each other too. Connections of a pod to
/// itself are left out, and so are those between addresses outside.
public final class Reach {

    /// From one end to another.
    ///
    /// @param family empty if the answer is the same in all that both ends have
    public record Pair(End from, End to, Optional<IpFamily> family) implements Comparable<Pair> {

        public Pair(End from, End to) {
            this(from, to, Optional.empty());
        }

        @Override
        public int compareTo(Pair other) {
            int order = from.compareTo(other.from);
            order = order == 0 ? to.compareTo(other.to) : order;
            return order == 0 ? place(family) - place(other.family) : order;
        }

        private static int place(Optional<IpFamily> family) {
            return family.map(Enum::ordinal).orElse(-1);
        }

        @Override
        public String toString() {
            return from + " -> " + to + family.map(f -> " (" + f + ")").orElse("");
        }
    }

    private final Set<PodKey> several;
    private final Program program;
    private final Membership membership;
    private final Ruling ruling;
    private final Map<End, Map<IpFamily, Kind>> workloads = new LinkedHashMap<>();
    private final Map<End, List<Pod>> pods = new LinkedHashMap<>();

    /// Whose pods are ends of their own.
    private final Set<End> split = new LinkedHashSet<>();

    private final Set<IpAddress> podAddresses = new HashSet<>();
    private final Map<String, EndpointProgram> compiled = new HashMap<>();
    private final Map<List<Object>, Integer> prints = new HashMap<>();
    private final Map<IpAddress, Integer> printed = new HashMap<>();
    private final Map<Gate, Judge> judges = new HashMap<>();

    private Reach(ClusterState state, Set<PodKey> several, Set<PodKey> peersOnly) {
        this.several = Set.copyOf(several);
        program = EveryPod.compile(state, peersOnly);
        membership = new Membership(program);
        ruling = new Ruling(program, membership);
        program.endpoints()
                .values()
                .forEach(endpoint -> compiled.put(endpoint.pod().toString(), endpoint));
        SortedMap<String, List<Pod>> byWorkload = new TreeMap<>();
        for (Pod pod : state.all(Pod.class)) {
            if (pod.isPeer()) {
                podAddresses.addAll(pod.ips());
                if (!peersOnly.contains(pod.key())) {
                    byWorkload
                            .computeIfAbsent(workload(pod).toString(), w -> new ArrayList<>())
                            .add(pod);
                }
            }
        }
        byWorkload.values().forEach(this::add);
    }

    public static Reach of(ClusterState state) {
        return of(state, Set.of());
    }

    /// @param several pods that each stand for any number of their like
    public static Reach of(ClusterState state, Set<PodKey> several) {
        return of(state, several, Set.of());
    }

    /// @param peersOnly pods that rules may be about, and that are no workloads
    static Reach of(ClusterState state, Set<PodKey> several, Set<PodKey> peersOnly) {
        return new Reach(state, several, peersOnly);
    }

    private static End.Workload workload(Pod pod) {
        return new End.Workload(pod.key().namespace(), WorkloadNames.of(pod));
    }

    /// As one end if all of its pods are judged alike, else as several.
    private void add(List<Pod> ofWorkload) {
        Map<Pod, Map<IpFamily, Kind>> kinds = new LinkedHashMap<>();
        ofWorkload.forEach(pod -> kinds.put(pod, kinds(pod)));
        Pod first = ofWorkload.getFirst();
        Map<IpFamily, Kind> ofFirst = kinds(first);
        if (kinds.values().stream().allMatch(other -> areAlike(ofFirst, other))) {
            workloads.put(workload(first), ofFirst);
            pods.put(workload(first), ofWorkload);
        } else {
            split.add(workload(first));
            ofWorkload.forEach(this::addAlone);
        }
    }

    private void addAlone(Pod pod) {
        End end = new End.Workload(pod.key().namespace(), pod.key().name());
        workloads.put(end, kinds(pod));
        pods.put(end, List.of(pod));
    }

    /// Names pods by themselves wherever the other does, so that both have the same ends.
    void splitLike(Reach other) {
        for (End workload : other.split) {
            List<Pod> ofWorkload = pods.remove(workload);
            if (ofWorkload != null) {
                workloads.remove(workload);
                split.add(workload);
                ofWorkload.forEach(this::addAlone);
            }
        }
    }

    private static boolean areAlike(Map<IpFamily, Kind> one, Map<IpFamily, Kind> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(
                                of ->
                                        of.getValue()
                                                .isLike(
                                                        Objects.requireNonNull(
                                                                other.get(of.getKey()))));
    }

    private Map<IpFamily, Kind> kinds(Pod pod) {
        Map<IpFamily, Kind> kinds = new LinkedHashMap<>();
        EndpointProgram endpoint = Objects.requireNonNull(compiled.get(pod.key().toString()));
        for (IpAddress ip : pod.ips()) {
            kinds.putIfAbsent(
                    ip.family(),
                    new Kind(judge(endpoint.ingress()), judge(endpoint.egress()), print(ip), ip));
        }
        return kinds;
    }

    /// Ends of equal likeness are judged alike.
    Object likeness(End end) {
        List<Object> likeness = new ArrayList<>();
        kindsOf(end)
                .forEach(
                        (family, kind) ->
                                likeness.add(
                                        List.of(
                                                family,
                                                kind.ingress(),
                                                kind.egress(),
                                                kind.print())));
        return likeness;
    }

    private int print(IpAddress address) {
        return printed.computeIfAbsent(
                address,
                ip -> prints.computeIfAbsent(membership.print(ip), print -> prints.size()));
    }

    /// Those that are in the cluster.
    public Set<End> workloads() {
        return workloads.keySet();
    }

    /// Of a workload.
    public List<Pod> pods(End workload) {
        return pods.getOrDefault(workload, List.of());
    }

    /// Blocks that rules speak of, and single addresses in sets that no pod has.
    Collection<IpPrefix> blocks() {
        Set<IpPrefix> blocks = new LinkedHashSet<>(membership.blocks());
        podAddresses.stream().map(IpPrefix::host).forEach(blocks::remove);
        return blocks;
    }

    /// Every pair that something is allowed between, the world outside cut as the rules cut it.
    public SortedMap<Pair, Connections> all() {
        SortedMap<Pair, Connections> all = inside();
        List<Piece> pieces = pieces(AddressRange.cut(blocks()));
        for (End workload : workloads.keySet()) {
            outside(workload, pieces, all);
        }
        return all;
    }

    /// Between workloads.
    SortedMap<Pair, Connections> inside() {
        SortedMap<Pair, Connections> all = new TreeMap<>();
        for (End from : workloads.keySet()) {
            for (End to : workloads.keySet()) {
                if (isPair(from, to)) {
                    put(from, to, all);
                }
            }
        }
        return all;
    }

    /// Some of the world outside, all of it judged alike.
    ///
    /// @param one of its addresses, which no pod has
    /// @param print of that
    record Piece(AddressRange range, IpAddress one, int print) {}

    /// @param ranges of which no block of a rule holds a part only
    List<Piece> pieces(List<AddressRange> ranges) {
        List<Piece> pieces = new ArrayList<>();
        for (AddressRange range : ranges) {
            range.anyBut(podAddresses)
                    .ifPresent(one -> pieces.add(new Piece(range, one, print(one))));
        }
        return pieces;
    }

    private void put(End from, End to, SortedMap<Pair, Connections> all) {
        Map<IpFamily, Connections> byFamily = between(from, to);
        boolean same = Set.copyOf(byFamily.values()).size() == 1;
        byFamily.forEach(
                (family, connections) -> {
                    if (!connections.isEmpty()) {
                        all.put(
                                new Pair(from, to, same ? Optional.empty() : Optional.of(family)),
                                connections);
                    }
                });
    }

    /// In each family that both have.
    private Map<IpFamily, Connections> between(End from, End to) {
        Map<IpFamily, Connections> byFamily = new EnumMap<>(IpFamily.class);
        Map<IpFamily, Kind> targets = kindsOf(to);
        kindsOf(from)
                .forEach(
                        (family, source) -> {
                            Kind target = targets.get(family);
                            if (target != null) {
                                byFamily.put(family, source.to(target));
                            }
                        });
        return byFamily;
    }

    /// Whether there are, or may be, two pods to speak of.
    boolean isPair(End from, End to) {
        return !from.equals(to)
                || pods(from).size() > 1
                || pods(from).stream().anyMatch(pod -> several.contains(pod.key()));
    }

    /// Empty if it has no address of that family.
    Optional<Kind> kind(End end, IpFamily family) {
        return Optional.ofNullable(kindsOf(end).get(family));
    }

    /// By family, of those that its pods have.
    Map<IpFamily, Kind> kindsOf(End end) {
        return workloads.getOrDefault(end, Map.of());
    }

    /// Addresses outside that may do the same are one end.
    private void outside(End workload, List<Piece> pieces, SortedMap<Pair, Connections> all) {
        Map<Connections, Set<AddressRange>> in = new LinkedHashMap<>();
        Map<Connections, Set<AddressRange>> out = new LinkedHashMap<>();
        for (Piece piece : pieces) {
            in.computeIfAbsent(ingressFrom(piece, workload), c -> new LinkedHashSet<>())
                    .add(piece.range());
            out.computeIfAbsent(egressTo(workload, piece), c -> new LinkedHashSet<>())
                    .add(piece.range());
        }
        in.remove(Connections.NONE);
        out.remove(Connections.NONE);
        in.forEach((allowed, from) -> all.put(new Pair(outside(from), workload), allowed));
        out.forEach((allowed, to) -> all.put(new Pair(workload, outside(to)), allowed));
    }

    private static End outside(Collection<AddressRange> ranges) {
        return new End.Outside(AddressRange.joined(ranges));
    }

    /// What the workload's own policies let it send to the address.
    Connections egressTo(End workload, IpAddress to) {
        return kind(workload, to.family())
                .map(kind -> kind.to(print(to), to))
                .orElse(Connections.NONE);
    }

    Connections egressTo(End workload, Piece to) {
        return kind(workload, to.one().family())
                .map(kind -> kind.to(to.print(), to.one()))
                .orElse(Connections.NONE);
    }

    /// What the workload's own policies let in from the address.
    Connections ingressFrom(IpAddress from, End workload) {
        return kind(workload, from.family())
                .map(kind -> kind.from(print(from), from))
                .orElse(Connections.NONE);
    }

    Connections ingressFrom(Piece from, End workload) {
        return kind(workload, from.one().family())
                .map(kind -> kind.from(from.print(), from.one()))
                .orElse(Connections.NONE);
    }

    /// True if no policy governs the workload in that direction.
    boolean isUnprotected(End workload, Direction direction) {
        return kindsOf(workload).values().stream()
                .allMatch(
                        kind ->
                                switch (direction) {
                                    case INGRESS -> kind.ingress().gate() instanceof Gate.Open;
                                    case EGRESS -> kind.egress().gate() instanceof Gate.Open;
                                });
    }

    /// Those that govern the workload in that direction.
    Set<ResourceKey> policies(End workload, Direction direction) {
        Set<ResourceKey> policies = new LinkedHashSet<>();
        for (Kind kind : kindsOf(workload).values()) {
            Gate gate =
                    switch (direction) {
                        case INGRESS -> kind.ingress().gate();
                        case EGRESS -> kind.egress().gate();
                    };
            if (gate instanceof Gate.Governed(String group)) {
                program.group(group).tiers().stream()
                        .flatMap(tier -> tier.chains().stream())
                        .forEach(chain -> policies.add(program.chain(chain).resource()));
            }
        }
        return policies;
    }

    /// Of the addresses that its pods have.
    Set<IpFamily> families(End workload) {
        return kindsOf(workload).keySet();
    }

    private Judge judge(Gate gate) {
        return judges.computeIfAbsent(gate, g -> new Judge(g, program, membership, ruling));
    }
}
