package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.cases.CaseFiles;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.CaseReplay;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.oracle.Oracle;
import io.gingham.policy.reach.Reach.Pair;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A diff against both sides' connectivity, as netpol-analyzer's corpus states it: of a case and
/// the same without some of its policies, and of two cases about the same pods.
class StatedDiffTest {

    /// Flows of a comparison that the oracle is asked about at most.
    private static final int ASKED = 400;

    private static final long SEED = System.nanoTime();

    /// @param stated verdicts; of other flows the oracle's is taken
    private record Side(String name, ClusterState state, Map<Flow, Boolean> stated) {

        static Side of(PolicyCase one, ReplayedStep step) {
            Map<Flow, Boolean> stated = new LinkedHashMap<>();
            for (CaseProbe probe : step.probes()) {
                stated.put(probe.flow(), probe.expected());
            }
            return new Side(one.name() + " step " + step.number(), step.state(), stated);
        }

        /// With those policies only whose place is kept.
        Side keeping(String what, IntPredicate kept) {
            List<Resource> all = new ArrayList<>();
            int place = 0;
            for (Resource resource : state.resources().values()) {
                if (!(resource instanceof Policy) || kept.test(place++)) {
                    all.add(resource);
                }
            }
            return new Side(name + " " + what, ClusterState.of(all), Map.of());
        }

        boolean allows(Flow flow) {
            Boolean said = stated.get(flow);
            return said != null
                    ? said
                    : state.all(Policy.class).isEmpty() || Oracle.evaluate(state, flow).allowed();
        }

        /// Without asking the oracle.
        boolean knows(Flow flow) {
            return stated.containsKey(flow) || state.all(Policy.class).isEmpty();
        }

        /// What two sides about the same pods have alike.
        List<String> pods() {
            return state.all(Pod.class).stream().map(pod -> pod.key() + " " + pod.ips()).toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> isTheDifferenceFromTheSameWithoutItsPolicies() {
        return sides().stream()
                .map(
                        side ->
                                DynamicTest.dynamicTest(
                                        side.name,
                                        () -> {
                                            Side open =
                                                    side.keeping("without policies", i -> false);
                                            new Comparison(side, open).check();
                                            new Comparison(open, side).check();
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> isTheDifferenceFromHalfOfItsPolicies() {
        return sides().stream()
                .filter(side -> side.state.all(Policy.class).size() > 1)
                .map(
                        side ->
                                DynamicTest.dynamicTest(
                                        side.name,
                                        () -> {
                                            Side even = side.keeping("even", i -> i % 2 == 0);
                                            Side odd = side.keeping("odd", i -> i % 2 == 1);
                                            new Comparison(side, even).check();
                                            new Comparison(even, odd).check();
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> isTheDifferenceOfTwoCasesAboutTheSamePods() {
        Map<List<String>, List<Side>> byPods = new LinkedHashMap<>();
        sides().forEach(
                        side ->
                                byPods.computeIfAbsent(side.pods(), k -> new ArrayList<>())
                                        .add(side));
        List<Comparison> pairs = new ArrayList<>();
        for (List<Side> alike : byPods.values()) {
            for (int i = 0; i < alike.size() && alike.size() > 1; i++) {
                pairs.add(new Comparison(alike.get(i), alike.get((i + 1) % alike.size())));
            }
        }
        assertTrue(pairs.size() > 20, "pairs: " + pairs.size());
        return pairs.stream().map(pair -> DynamicTest.dynamicTest(pair.toString(), pair::check));
    }

    private static List<Side> sides() {
        System.out.println("StatedDiffTest seed " + SEED);
        List<Side> sides = new ArrayList<>();
        CaseFiles.files("np-guard").stream()
                .flatMap(file -> CaseFiles.read(file).stream())
                .forEach(
                        one ->
                                CaseReplay.replay(one)
                                        .forEach(step -> sides.add(Side.of(one, step))));
        return sides;
    }

    private record Comparison(Side before, Side after) {

        void check() {
            Reach was = Reach.of(before.state);
            Reach is = Reach.of(after.state);
            ReachDiff diff = ReachDiff.of(was, is);
            Said said = new Said(diff, is);
            Set<Flow> flows = new LinkedHashSet<>(before.stated.keySet());
            flows.addAll(after.stated.keySet());
            diff.changes().forEach((pair, change) -> flows.addAll(said.edges(pair, change)));
            for (Flow flow : some(flows)) {
                if (isPodOrOutside(flow.source())
                        && isPodOrOutside(flow.destination())
                        && !flow.isLoopback()) {
                    check(flow, said);
                }
            }
        }

        /// All that both sides have stated, and of others as many as the oracle has time for.
        private List<Flow> some(Set<Flow> flows) {
            List<Flow> stated = new ArrayList<>();
            List<Flow> others = new ArrayList<>();
            for (Flow flow : flows) {
                (before.knows(flow) && after.knows(flow) ? stated : others).add(flow);
            }
            Collections.shuffle(others, new Random(SEED));
            stated.addAll(others.subList(0, Math.min(ASKED, others.size())));
            return stated;
        }

        private void check(Flow flow, Said said) {
            boolean allowed = before.allows(flow);
            boolean allowedNow = after.allows(flow);
            assertEquals(
                    !allowed && allowedNow ? "opens" : allowed && !allowedNow ? "closes" : "",
                    said.of(flow),
                    () -> this + ": " + flow);
        }

        private static boolean isPodOrOutside(FlowEnd end) {
            return !(end instanceof FlowEnd.OfNode);
        }

        @Override
        public String toString() {
            return before.name + " -> " + after.name;
        }
    }

    /// What a diff says of flows.
    private static final class Said {
        private final Map<Pair, ReachDiff.Change> changes;
        private final Map<PodKey, End> ends = new HashMap<>();
        private final Map<End, List<FlowEnd>> pods = new HashMap<>();
        private final Set<IpAddress> podAddresses = new TreeSet<>();

        Said(ReachDiff diff, Reach reach) {
            changes = diff.changes();
            for (End end : reach.workloads()) {
                for (Pod pod : reach.pods(end)) {
                    ends.put(pod.key(), end);
                    podAddresses.addAll(pod.ips());
                    for (IpAddress ip : pod.ips()) {
                        pods.computeIfAbsent(end, e -> new ArrayList<>())
                                .add(new FlowEnd.OfPod(pod.key(), ip));
                    }
                }
            }
        }

        String of(Flow flow) {
            IpFamily family = flow.source().address().family();
            PortProtocol protocol = flow.portProtocol().orElseThrow();
            List<String> found = new ArrayList<>();
            changes.forEach(
                    (pair, change) -> {
                        if (pair.family().orElse(family) == family
                                && is(pair.from(), flow.source())
                                && is(pair.to(), flow.destination())) {
                            if (change.opened().ports(protocol).contains(flow.destinationPort())) {
                                found.add("opens");
                            }
                            if (change.closed().ports(protocol).contains(flow.destinationPort())) {
                                found.add("closes");
                            }
                        }
                    });
            return String.join(" ", found);
        }

        private boolean is(End end, FlowEnd wanted) {
            return switch (end) {
                case End.Workload _ ->
                        wanted instanceof FlowEnd.OfPod(PodKey pod, _) && end.equals(ends.get(pod));
                case End.Outside(var ranges) ->
                        wanted instanceof FlowEnd.Outside(IpAddress address)
                                && ranges.stream().anyMatch(range -> range.contains(address));
            };
        }

        /// Flows at the edges of what is said to be changed: in it, and just out of it.
        Set<Flow> edges(Pair pair, ReachDiff.Change change) {
            Set<Flow> flows = new LinkedHashSet<>();
            for (PortProtocol protocol : PortProtocol.values()) {
                Set<Integer> ports = new TreeSet<>();
                for (Connections some : List.of(change.opened(), change.closed())) {
                    some.ports(protocol)
                            .ranges()
                            .forEach(
                                    range -> {
                                        ports.add(Math.max(1, range.first() - 1));
                                        ports.add(range.first());
                                        ports.add(range.last());
                                        ports.add(Math.min(65535, range.last() + 1));
                                    });
                }
                for (FlowEnd from : examples(pair.from())) {
                    for (FlowEnd to : examples(pair.to())) {
                        if (from.address().family() == to.address().family()) {
                            ports.forEach(port -> flows.add(Flow.of(from, to, protocol, port)));
                        }
                    }
                }
            }
            return flows;
        }

        private List<FlowEnd> examples(End end) {
            return switch (end) {
                case End.Workload _ -> pods.getOrDefault(end, List.of());
                case End.Outside(var ranges) ->
                        ranges.stream()
                                .flatMap(
                                        range ->
                                                Stream.of(
                                                        range.first(),
                                                        range.first().plus(-1),
                                                        range.last(),
                                                        range.last().plus(1)))
                                .filter(ip -> !podAddresses.contains(ip))
                                .distinct()
                                .<FlowEnd>map(FlowEnd.Outside::new)
                                .toList();
            };
        }
    }
}
