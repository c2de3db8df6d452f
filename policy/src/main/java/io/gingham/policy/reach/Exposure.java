package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// To whom workloads are open beside those that are there: the world outside, any pod that may
/// come, and pods and namespaces with the labels that rules speak of.
///
/// For each selector of a rule a pod is made up that it selects, in a namespace of its own (or the
/// one it names), and one that nothing but `all()` selects. What they could do is asked as of any
/// pod.
public final class Exposure {

    /// Of one workload in one direction.
    ///
    /// @param unprotected no policy governs it
    /// @param anyPod what a pod with labels that no rule speaks of may do
    /// @param outside by ranges of addresses
    /// @param potential by what such a pod must have (`namespace {k: v}, pod {app: x}`): what it
    ///   may do beyond `anyPod`
    public record Open(
            boolean unprotected,
            Connections anyPod,
            SortedMap<String, Connections> outside,
            SortedMap<String, Connections> potential) {
        public Open {
            outside = new TreeMap<>(outside);
            potential = new TreeMap<>(potential);
        }
    }

    /// Of one workload.
    public record OfWorkload(End workload, Open ingress, Open egress) {}

    private static final String NAMESPACE = "made-up-";
    private static final int FIRST_MADE_UP = 0xc613_0000;

    private final ClusterState state;
    private final Reach reach;
    private final Pod stranger;

    /// By their description.
    private final Map<String, Pod> madeUp;

    private Exposure(ClusterState state, Map<String, Pod> madeUp, Pod stranger) {
        this.state = state;
        this.madeUp = madeUp;
        this.stranger = stranger;
        this.reach = Reach.of(state);
    }

    public static List<OfWorkload> of(ClusterState state) {
        Inventor inventor = new Inventor(state);
        for (Policy policy : state.all(Policy.class)) {
            if (policy.isInForce()) {
                for (Direction direction : Direction.values()) {
                    policy.rules(direction).forEach(rule -> inventor.add(rule, direction));
                }
            }
        }
        Exposure exposure = new Exposure(inventor.state(), inventor.pods, inventor.stranger);
        return exposure.all();
    }

    private List<OfWorkload> all() {
        List<OfWorkload> all = new ArrayList<>();
        List<Reach.Piece> pieces = reach.pieces(AddressRange.cut(reach.blocks()));
        for (End workload : reach.workloads()) {
            boolean real =
                    reach.pods(workload).stream()
                            .noneMatch(pod -> madeUp.containsValue(pod) || pod.equals(stranger));
            if (real) {
                all.add(
                        new OfWorkload(
                                workload,
                                open(workload, Direction.INGRESS, pieces),
                                open(workload, Direction.EGRESS, pieces)));
            }
        }
        return all;
    }

    private Open open(End workload, Direction direction, List<Reach.Piece> pieces) {
        Connections any = allowed(workload, direction, address(stranger));
        Map<Connections, List<AddressRange>> ranges = new LinkedHashMap<>();
        for (Reach.Piece piece : pieces) {
            ranges.computeIfAbsent(
                            allowed(workload, direction, piece.one()), c -> new ArrayList<>())
                    .add(piece.range());
        }
        ranges.remove(Connections.NONE);
        SortedMap<String, Connections> outside = new TreeMap<>();
        ranges.forEach(
                (connections, some) ->
                        outside.put(
                                new End.Outside(AddressRange.joined(some)).toString(),
                                connections));
        SortedMap<String, Connections> potential = new TreeMap<>();
        madeUp.forEach(
                (description, pod) -> {
                    Connections more = allowed(workload, direction, address(pod)).minus(any);
                    if (!more.isEmpty()) {
                        potential.put(description, more);
                    }
                });
        return new Open(reach.isUnprotected(workload, direction), any, outside, potential);
    }

    private Connections allowed(End workload, Direction direction, IpAddress other) {
        return switch (direction) {
            case INGRESS -> reach.ingressFrom(other, workload);
            case EGRESS -> reach.egressTo(workload, other);
        };
    }

    private static IpAddress address(Pod pod) {
        return pod.ips().getFirst();
    }

    /// Makes up pods and namespaces that selectors select.
    private static final class Inventor {
        private final ClusterState state;
        private final List<Resource> invented = new ArrayList<>();
        private final Map<String, Pod> pods = new LinkedHashMap<>();
        private final Pod stranger;
        private int number;

        Inventor(ClusterState state) {
            this.state = state;
            this.stranger = pod(Optional.empty(), Map.of(), Map.of());
        }

        void add(Rule rule, Direction direction) {
            var peer = direction == Direction.INGRESS ? rule.source() : rule.destination();
            peer.selector().ifPresent(this::add);
        }

        private void add(Selector selector) {
            for (Wish wish : Wish.of(selector)) {
                if (wish.isFulfilled()) {
                    pods.computeIfAbsent(
                            wish.toString(),
                            description ->
                                    pod(
                                            wish.namespaceName(),
                                            wish.namespaceLabels(),
                                            wish.podLabels()));
                }
            }
        }

        private Pod pod(
                Optional<String> namespace,
                Map<String, String> namespaceLabels,
                Map<String, String> labels) {
            String name = NAMESPACE + number;
            boolean there = namespace.flatMap(state::namespace).isPresent();
            String in = namespace.orElse(name);
            if (!there) {
                Map<String, String> all = new TreeMap<>(namespaceLabels);
                all.putIfAbsent("kubernetes.io/metadata.name", in);
                invented.add(new Namespace(in, all));
            }
            Pod pod =
                    new Pod(
                            new PodKey(in, name),
                            "",
                            "",
                            "",
                            labels,
                            List.of(IpAddress.ipv4(FIRST_MADE_UP + ++number)),
                            false,
                            PodPhase.RUNNING,
                            List.of());
            invented.add(pod);
            return pod;
        }

        ClusterState state() {
            List<Resource> all = new ArrayList<>(state.resources().values());
            all.addAll(invented);
            return ClusterState.of(all);
        }
    }

    /// What a pod and its namespace must be like for a selector to select it.
    private static final class Wish {
        private final SortedMap<String, String> pod = new TreeMap<>();
        private final SortedMap<String, String> namespace = new TreeMap<>();
        private Optional<String> name = Optional.empty();
        private boolean possible = true;

        /// One for each alternative.
        static List<Wish> of(Selector selector) {
            List<List<Selector>> alternatives = alternatives(selector);
            List<Wish> wishes = new ArrayList<>();
            for (List<Selector> terms : alternatives) {
                Wish wish = new Wish();
                terms.forEach(wish::term);
                wishes.add(wish);
            }
            return wishes;
        }

        private static List<List<Selector>> alternatives(Selector selector) {
            return switch (selector) {
                case Selector.Or(var operands) ->
                        operands.stream().flatMap(o -> alternatives(o).stream()).toList();
                case Selector.And(var operands) -> {
                    List<List<Selector>> all = List.of(List.of());
                    for (Selector operand : operands) {
                        List<List<Selector>> longer = new ArrayList<>();
                        for (List<Selector> begun : all) {
                            for (List<Selector> more : alternatives(operand)) {
                                List<Selector> both = new ArrayList<>(begun);
                                both.addAll(more);
                                longer.add(both);
                            }
                        }
                        all = longer;
                    }
                    yield all;
                }
                case Selector term -> List.of(List.of(term));
            };
        }

        private void term(Selector term) {
            switch (term) {
                case Selector.Equal(String label, String value) -> put(label, value);
                case Selector.In(String label, var values) -> {
                    if (values.isEmpty()) {
                        possible = false;
                    } else {
                        put(label, values.iterator().next());
                    }
                }
                case Selector.Has(String label) -> {
                    if (!label.equals(EffectiveLabels.NAMESPACE)
                            && !label.equals(EffectiveLabels.SERVICE_ACCOUNT)) {
                        put(label, "any");
                    }
                }
                // What is absent is not made up.
                default -> {}
            }
        }

        private void put(String label, String value) {
            if (label.equals(EffectiveLabels.NAMESPACE)) {
                name = Optional.of(value);
            } else if (label.equals(EffectiveLabels.ORCHESTRATOR)) {
                return;
            } else if (label.startsWith(EffectiveLabels.NAMESPACE_PREFIX)) {
                String key = label.substring(EffectiveLabels.NAMESPACE_PREFIX.length());
                if (key.equals("kubernetes.io/metadata.name")) {
                    name = Optional.of(value);
                }
                merge(namespace, key, value);
            } else {
                merge(pod, label, value);
            }
        }

        /// `has(a) && a == 'x'` wants x.
        private void merge(Map<String, String> into, String key, String value) {
            String before = into.get(key);
            if (before == null || before.equals("any")) {
                into.put(key, value);
            } else if (!value.equals("any") && !before.equals(value)) {
                possible = false;
            }
        }

        boolean isFulfilled() {
            return possible;
        }

        Optional<String> namespaceName() {
            return name;
        }

        Map<String, String> namespaceLabels() {
            return namespace;
        }

        Map<String, String> podLabels() {
            return pod;
        }

        @Override
        public String toString() {
            String where =
                    name.map(n -> "namespace " + n)
                            .orElseGet(
                                    () ->
                                            namespace.isEmpty()
                                                    ? "any namespace"
                                                    : "namespaces " + text(namespace));
            return where + ", " + (pod.isEmpty() ? "any pod" : "pods " + text(pod));
        }

        private static String text(Map<String, String> labels) {
            List<String> parts = new ArrayList<>();
            labels.forEach((key, value) -> parts.add(key + ": " + value));
            return "{" + String.join(", ", parts) + "}";
        }
    }
}
