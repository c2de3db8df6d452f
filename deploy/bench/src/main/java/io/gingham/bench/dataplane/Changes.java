package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/// The changes of the table.
final class Changes {

    static final String MEMBER_MORE = "a member more in the large set";

    private static final int PORT = 8080;

    private final Cluster cluster;
    private final ClusterShape shape;
    private final Sandboxes sandboxes;
    private final ExecutorService runtime;

    /// @param runtime carries out one ADD at a time
    Changes(Cluster cluster, Sandboxes sandboxes, ExecutorService runtime) {
        this.cluster = cluster;
        this.shape = cluster.shape();
        this.sandboxes = sandboxes;
        this.runtime = runtime;
    }

    List<Change> all() {
        List<Change> changes = new ArrayList<>();
        changes.add(remoteAdded());
        changes.add(relabelled("a remote pod relabelled", remoteOf(0, peerOfLocals(0, 0))));
        changes.add(relabelled("a local pod relabelled", cluster.local().subList(0, 1)));
        changes.add(toggled("a policy edited", this::editPolicy));
        changes.add(toggled("a namespace relabelled", this::relabelNamespace));
        if (shape.largeSet() > 0) {
            changes.add(memberMore());
        }
        changes.add(new LocalAdded());
        return changes;
    }

    /// The app that the policy of a namespace's local pod allows in.
    private String peerOfLocals(int namespace, int nth) {
        return ClusterShape.app(subjectOfLocals(namespace, nth) + 1);
    }

    /// The number of the policy that selects a namespace's nth local pod.
    private int subjectOfLocals(int namespace, int nth) {
        String app = shape.localApp(namespace + nth * shape.namespaces());
        return Integer.parseInt(app.substring(app.indexOf('-') + 1));
    }

    private List<ClusterPod> remoteOf(int namespace, String app) {
        return cluster.remote().stream()
                .filter(pod -> pod.namespace().equals(shape.namespace(namespace)))
                .filter(pod -> pod.app().equals(app))
                .toList();
    }

    /// Alternately a new app and the old one again: from one policy's peers to another's.
    private Change relabelled(String name, List<ClusterPod> pods) {
        IntFunction<ClusterPod> pod = round -> pods.get(round / 2 % pods.size());
        return new Event(
                name,
                2,
                round -> {
                    ClusterPod one = pod.apply(round);
                    String app = round % 2 == 0 ? peerOfLocals(0, 1) : one.app();
                    return cluster.put(one.withApp(app));
                },
                round -> places(pod.apply(round)));
    }

    private static Map<String, String> places(ClusterPod pod) {
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < pod.addresses().size(); i++) {
            places.put(pod.addresses().get(i), "address " + i);
        }
        return places;
    }

    /// A change and its way back, with the same addresses each time.
    private static Change toggled(String name, IntToLongFunction event) {
        return new Event(name, 2, event, round -> Map.of());
    }

    /// Other peers and another port: a set that was not there before, and one that nobody needs any
    /// more.
    private long editPolicy(int round) {
        int number = subjectOfLocals(1, 0);
        return round % 2 == 0
                ? cluster.putPolicy(1, number, PORT + 1, ",\"release\":\"stable\"")
                : cluster.putPolicy(1, number, PORT, "");
    }

    /// Its pods leave one set and enter another.
    private long relabelNamespace(int round) {
        return cluster.putNamespace(3, round % 2 == 0 ? 4 : 3);
    }

    /// With the labels of a policy's peers.
    private Change remoteAdded() {
        IntFunction<ClusterPod> pod =
                round ->
                        cluster.remote(
                                shape.pods() + 10_000 + round,
                                shape.namespace(0),
                                peerOfLocals(0, 0));
        return new Event(
                "a remote pod added",
                1,
                round -> cluster.put(pod.apply(round)),
                round -> places(pod.apply(round)));
    }

    private Change memberMore() {
        return new Event(
                MEMBER_MORE,
                1,
                round -> cluster.putLatestThreats(round + 2),
                round -> Map.of(cluster.latestThreat(round + 2), "address 0"));
    }

    /// A change that is one event, and is there when the kernel has it.
    private record Event(
            String name,
            int variants,
            IntToLongFunction event,
            IntFunction<Map<String, String>> moved)
            implements Change {

        @Override
        public Applied apply(int round) {
            return Applied.event(event.applyAsLong(round));
        }

        @Override
        public Map<String, String> addresses(int round) {
            return moved.apply(round);
        }
    }

    /// From the event to the end of CNI ADD, which the kubelet asks for at the same moment.
    private final class LocalAdded implements Change {

        @Override
        public String name() {
            return "a local pod added (CNI ADD)";
        }

        @Override
        public int variants() {
            return 1;
        }

        @Override
        public Applied apply(int round) {
            ClusterPod pod = pod(round);
            sandboxes.makeNamespace(pod);
            long begin = cluster.put(pod);
            return new Applied(
                    begin,
                    runtime.submit(
                            () -> {
                                sandboxes.add(pod);
                                return System.nanoTime();
                            }));
        }

        @Override
        public Map<String, String> addresses(int round) {
            return Map.of();
        }

        @Override
        public void afterwards(int round) {
            sandboxes.remove(pod(round));
            cluster.remove(pod(round));
        }

        @Override
        public boolean followsSets() {
            return false;
        }

        private ClusterPod pod(int round) {
            return cluster.bound(shape.pods() + 30_000 + round, 2);
        }
    }
}
