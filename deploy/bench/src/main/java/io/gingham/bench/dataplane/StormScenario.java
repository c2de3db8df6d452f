package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// 10,000 pods get another label within a second, and pods are started meanwhile, one after the
/// other.
final class StormScenario {

    static final int UPDATES = 10_000;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int QUIET_ADDS = 20;

    /// Started in one storm at most.
    private static final int MOST = 40;

    /// One storm.
    ///
    /// @param sentNanos how long it took until the last update was written to the agent's watch
    /// @param lagNanos from then to the last kernel write
    /// @param transactions of nf_tables during the storm, those of the ADDs included
    /// @param use of the agent, until the kernel was at rest
    record Storm(long sentNanos, long lagNanos, int transactions, ProcessCost use) {}

    private final NodeUnderTest node;
    private final int storms;
    private final Random random;
    private final Report report;
    private final List<Double> quietMillis = new ArrayList<>();
    private final List<Double> stormMillis = new ArrayList<>();
    private int nextPod;

    StormScenario(NodeUnderTest node, int storms, long seed, Report report) {
        this.node = node;
        this.storms = storms;
        this.random = new Random(seed);
        this.report = report;
        this.nextPod = node.cluster().shape().pods() + 50_000;
    }

    List<Verdict> run() {
        List<ClusterPod> warm = bind(2 * QUIET_ADDS);
        warm.subList(0, QUIET_ADDS).forEach(this::add);
        warm.subList(QUIET_ADDS, warm.size()).forEach(pod -> quietMillis.add(add(pod)));
        unbind(warm);
        List<Storm> all = new ArrayList<>();
        for (int i = 0; i < storms; i++) {
            all.add(storm());
        }
        Spread during = Spread.of(stormMillis, millis -> millis);
        report.storms(all, Spread.of(quietMillis, millis -> millis), during, stormMillis.size());
        report.memory("after the storms", node.agent().memory());
        return List.of(new Verdict("a storm: CNI ADD meanwhile, p99", during.p99(), 300, "ms"));
    }

    private Storm storm() {
        List<ClusterPod> pods = bind(MOST);
        List<ClusterPod> updates = updates();
        ProcessCost use = node.agent().use();
        RuleEvents.Seen rules = node.kernel().rules();
        long begin = System.nanoTime();
        CompletableFuture<Long> sent = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("storm").start(() -> sent.complete(send(updates, begin)));
        int added = 0;
        while (!sent.isDone() && added < MOST) {
            stormMillis.add(add(pods.get(added++)));
        }
        long end = sent.orTimeout(5, TimeUnit.MINUTES).join();
        long last = node.awaitRest();
        Storm storm =
                new Storm(
                        end - begin,
                        Math.max(0, last - end),
                        node.kernel().rules().since(rules).transactions(),
                        node.agent().use().since(use));
        pods.subList(0, added).forEach(node.sandboxes()::remove);
        pods.forEach(node.cluster()::remove);
        node.awaitRest();
        return storm;
    }

    /// Each pod elsewhere has its turn before one has a second.
    private List<ClusterPod> updates() {
        List<ClusterPod> all = new ArrayList<>();
        while (all.size() < UPDATES) {
            List<ClusterPod> turn = new ArrayList<>(node.cluster().remote());
            Collections.shuffle(turn, random);
            all.addAll(turn);
        }
        return all.subList(0, UPDATES).stream()
                .map(pod -> pod.withApp(ClusterShape.app(random.nextInt(ClusterShape.APPS))))
                .toList();
    }

    /// Evenly over a second, ten at a time.
    ///
    /// @return [System#nanoTime] of the end
    private long send(List<ClusterPod> updates, long begin) {
        for (int i = 0; i < updates.size(); i++) {
            long due = begin + SECOND_NANOS / UPDATES * (i / 10 * 10);
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            node.cluster().put(updates.get(i));
        }
        return System.nanoTime();
    }

    /// Pods that the API server has bound to the node, whose sandboxes wait for ADD.
    private List<ClusterPod> bind(int count) {
        List<ClusterPod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClusterPod pod = node.cluster().bound(nextPod++, i);
            node.cluster().put(pod);
            node.sandboxes().makeNamespace(pod);
            pods.add(pod);
        }
        node.awaitRest();
        return pods;
    }

    private void unbind(List<ClusterPod> pods) {
        pods.forEach(node.sandboxes()::remove);
        pods.forEach(node.cluster()::remove);
        node.awaitRest();
    }

    private double add(ClusterPod pod) {
        long begin = System.nanoTime();
        node.sandboxes().add(pod);
        return (System.nanoTime() - begin) / 1e6;
    }
}
