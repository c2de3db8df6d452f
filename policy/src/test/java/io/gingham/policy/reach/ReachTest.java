package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.cases.CaseFiles;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.CaseReplay;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.explain.Shop;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.oracle.Oracle;
import io.gingham.value.IpAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole of what is allowed, against single flows: those that others state, and the oracle's.
class ReachTest {

    private static final int CLUSTERS = 1500;
    private static final int FLOWS = 40;

    /// What the list says of a flow.
    private static final class Lookup {
        private final SortedMap<Reach.Pair, Connections> all;
        private final Map<PodKey, End> ends = new HashMap<>();

        Lookup(ClusterState state) {
            Reach reach = Reach.of(state);
            all = reach.all();
            for (End end : reach.workloads()) {
                reach.pods(end).forEach(pod -> ends.put(pod.key(), end));
            }
        }

        boolean allows(Flow flow) {
            Connections allowed = Connections.NONE;
            for (Map.Entry<Reach.Pair, Connections> entry : all.entrySet()) {
                boolean family =
                        entry.getKey()
                                .family()
                                .map(f -> f == flow.source().address().family())
                                .orElse(true);
                if (family
                        && is(entry.getKey().from(), flow.source())
                        && is(entry.getKey().to(), flow.destination())) {
                    allowed = allowed.or(entry.getValue());
                }
            }
            Connections found = allowed;
            return flow.portProtocol()
                    .map(p -> found.ports(p).contains(flow.destinationPort()))
                    .orElse(found.other());
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
    }

    /// The connectivity that netpol-analyzer's own corpus states (np-guard), and the other suites.
    @TestFactory
    Stream<DynamicTest> agreesWithWhatOthersState() {
        return CaseFiles.files("np-guard", "netpol-recipes", "reports/policy").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName() + "", () -> check(file)));
    }

    private static void check(Path file) {
        for (PolicyCase one : CaseFiles.read(file)) {
            for (ReplayedStep step : CaseReplay.replay(one)) {
                Lookup lookup = new Lookup(step.state());
                for (CaseProbe probe : step.probes()) {
                    boolean asked =
                            isPodOrOutside(probe.flow().source())
                                    && isPodOrOutside(probe.flow().destination())
                                    && !probe.flow().isLoopback();
                    if (asked) {
                        assertEquals(
                                probe.expected(),
                                lookup.allows(probe.flow()),
                                () -> one.name() + " step " + step.number() + ": " + probe);
                    }
                }
            }
        }
    }

    private static boolean isPodOrOutside(FlowEnd end) {
        return !(end instanceof FlowEnd.OfNode);
    }

    /// A template stands for as many pods as it likes, unless it says that there is one.
    @ParameterizedTest
    @CsvSource({
        "apps/v1, Deployment, '', true",
        "apps/v1, Deployment, 'replicas: 3, ', true",
        "apps/v1, Deployment, 'replicas: 1, ', false",
        "apps/v1, StatefulSet, '', true",
        "apps/v1, DaemonSet, '', true",
        "batch/v1, Job, '', false",
        "batch/v1, Job, 'parallelism: 4, ', true",
    })
    void podsOfATemplateReachEachOtherIfThereMayBeTwo(
            String group, String kind, String fields, boolean two) {
        String workload =
                """
                apiVersion: %s
                kind: %s
                metadata: {name: api, namespace: shop}
                spec: {%stemplate: {metadata: {labels: {app: api}}}}
                """
                        .formatted(group, kind, fields);
        LoadedCluster cluster = Shop.with(workload);
        End api = new End.Workload("shop", "api");
        assertEquals(
                two,
                Reach.of(cluster.state(), cluster.several())
                        .all()
                        .containsKey(new Reach.Pair(api, api)));
    }

    @Test
    void agreesWithTheOracleInRandomClusters() {
        long seed = System.nanoTime();
        System.out.println("ReachTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        int compared = 0;
        int allowed = 0;
        for (int i = 0; i < CLUSTERS; i++) {
            long clusterSeed = seeds.nextLong();
            Dice dice = new Dice(clusterSeed);
            ClusterState state = withoutTwins(RandomCluster.state(dice));
            Lookup lookup = new Lookup(state);
            List<FlowEnd> ends = ends(state);
            for (int j = 0; j < FLOWS && ends.size() > 1; j++) {
                FlowEnd from = dice.one(ends);
                FlowEnd to = dice.one(ends);
                if (from.address().family() != to.address().family()
                        || (from instanceof FlowEnd.Outside && to instanceof FlowEnd.Outside)) {
                    continue;
                }
                Flow flow = flow(dice, from, to);
                if (flow.isLoopback()) {
                    continue;
                }
                boolean expected = Oracle.evaluate(state, flow).allowed();
                assertEquals(
                        expected,
                        lookup.allows(flow),
                        () -> "cluster " + clusterSeed + ": " + flow + "\n" + state);
                compared++;
                allowed += expected ? 1 : 0;
            }
        }
        System.out.println("ReachTest compared " + compared + " flows, " + allowed + " allowed");
        assertTrue(compared > CLUSTERS * FLOWS / 8, "compared " + compared);
        assertTrue(allowed > compared / 10 && allowed < compared * 9 / 10, "allowed " + allowed);
    }

    private static Flow flow(Dice dice, FlowEnd from, FlowEnd to) {
        return dice.oneIn(6)
                ? Flow.of(from, to, Connections.OTHER_PROTOCOL)
                : Flow.of(
                        from,
                        to,
                        dice.one(List.of(PortProtocol.values())),
                        Math.max(1, dice.one(RandomCluster.PORTS)));
    }

    /// Interfaces are where pods are wired, and of no matter here.
    private static ClusterState withoutTwins(ClusterState state) {
        return ClusterState.of(
                state.resources().values().stream()
                        .filter(r -> !(r instanceof io.gingham.policy.model.Endpoint))
                        .toList());
    }

    private static List<FlowEnd> ends(ClusterState state) {
        List<FlowEnd> ends = new java.util.ArrayList<>();
        for (Pod pod : state.all(Pod.class)) {
            if (pod.isPeer()) {
                pod.ips().forEach(ip -> ends.add(new FlowEnd.OfPod(pod.key(), ip)));
            }
        }
        for (String text :
                List.of("203.0.113.7", "10.0.0.250", "198.51.100.1", "64:ff9b::1", "2001:db8::1")) {
            ends.add(new FlowEnd.Outside(IpAddress.parse(text)));
        }
        return ends;
    }
}
