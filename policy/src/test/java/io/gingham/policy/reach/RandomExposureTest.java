package io.gingham.policy.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.selector.Labels;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What is said of pods to come, against what holds when they have come.
class RandomExposureTest {

    private static final int CLUSTERS = 500;
    private static final int PODS = 12;

    private int compared;
    private int unlikeOthers;

    @Test
    void saysOfAPodToComeWhatHoldsWhenItHasCome() {
        long seed = System.nanoTime();
        System.out.println("RandomExposureTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < CLUSTERS; i++) {
            long clusterSeed = seeds.nextLong();
            Dice dice = new Dice(clusterSeed);
            ClusterState state = complete(RandomCluster.state(dice));
            List<Exposure.OfWorkload> said = Exposure.of(state);
            Reach before = Reach.of(state);
            for (int j = 0; j < PODS; j++) {
                Namespace namespace = namespace(dice, state);
                List<IpAddress> ips = new PodAddresses(state, before.blocks()).next();
                Pod pod = pod(dice, namespace, ips);
                compare(said, before, with(state, namespace, pod), namespace, pod, clusterSeed);
            }
        }
        System.out.printf(
                "RandomExposureTest compared %d, %d of them unlike any pod%n",
                compared, unlikeOthers);
        assertTrue(compared > CLUSTERS * PODS, "compared " + compared);
        assertTrue(unlikeOthers > compared / 1000, "unlike any pod " + unlikeOthers);
    }

    private static Reach with(ClusterState state, Namespace namespace, Pod pod) {
        List<Resource> all = new ArrayList<>(state.resources().values());
        all.add(namespace);
        all.add(pod);
        return Reach.of(ClusterState.of(all), Set.of(), Set.of(pod.key()));
    }

    private void compare(
            List<Exposure.OfWorkload> said,
            Reach before,
            Reach after,
            Namespace namespace,
            Pod pod,
            long seed) {
        after.splitLike(before);
        Labels labels = EffectiveLabels.of(pod, namespace, null);
        for (Exposure.OfWorkload one : said) {
            for (IpAddress ip : pod.ips()) {
                if (after.families(one.workload()).contains(ip.family())) {
                    Supplier<String> where =
                            () -> "cluster " + seed + ": " + one + " " + namespace + " " + pod;
                    compare(
                            after.ingressFrom(ip, one.workload()),
                            one.ingress(),
                            labels,
                            ip,
                            where);
                    compare(after.egressTo(one.workload(), ip), one.egress(), labels, ip, where);
                }
            }
        }
    }

    private void compare(
            Connections holds,
            Exposure.Open said,
            Labels labels,
            IpAddress ip,
            Supplier<String> where) {
        assertEquals(holds, said.of(labels, ip.family()), where);
        compared++;
        unlikeOthers +=
                said.pods().stream()
                                .flatMap(pods -> pods.lines().stream())
                                .anyMatch(line -> line.who().selects(labels))
                        ? 1
                        : 0;
    }

    private static Namespace namespace(Dice dice, ClusterState state) {
        String name = dice.one(List.of("x", "y", "z", "new"));
        return state.namespace(name).orElseGet(() -> new Namespace(name, labels(dice)));
    }

    private static Pod pod(Dice dice, Namespace namespace, List<IpAddress> ips) {
        return new Pod(
                new PodKey(namespace.name(), "to-come"),
                "",
                "",
                "",
                labels(dice),
                ips,
                false,
                PodPhase.RUNNING,
                List.of());
    }

    private static Map<String, String> labels(Dice dice) {
        Map<String, String> labels = new HashMap<>();
        for (String key : List.of("k", "l")) {
            if (!dice.oneIn(3)) {
                labels.put(key, dice.one(List.of("a", "b", "c", "")));
            }
        }
        return labels;
    }

    /// As files are read: every namespace is there. No block but those of everything holds a pod:
    /// which address a pod to come gets is another question.
    private static ClusterState complete(ClusterState state) {
        List<Resource> all = new ArrayList<>();
        int number = 1;
        for (Resource resource : state.resources().values()) {
            if (resource instanceof Pod pod) {
                all.add(elsewhere(pod, number++));
            } else if (!(resource instanceof Endpoint)) {
                all.add(resource);
            }
        }
        for (String name : List.of("x", "y", "z")) {
            if (state.namespace(name).isEmpty()) {
                all.add(new Namespace(name, Map.of()));
            }
        }
        return ClusterState.of(all);
    }

    private static Pod elsewhere(Pod pod, int number) {
        return new Pod(
                pod.key(),
                pod.uid(),
                pod.node(),
                pod.serviceAccount(),
                pod.labels(),
                pod.ips().stream()
                        .map(
                                ip ->
                                        IpAddress.parse(ip.isIpv4() ? "172.30.0.1" : "fd99::1")
                                                .plus(number))
                        .toList(),
                pod.hostNetwork(),
                pod.phase(),
                pod.ports());
    }
}
