package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
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
        changes.add(new RemoteAdded());
        changes.add(relabelled("a remote pod relabelled", remoteOf(0, peerOfLocals(0, 0))));
        changes.add(relabelled("a local pod relabelled", cluster.local().subList(0, 1)));
        changes.add(toggled("a policy edited", this::editPolicy));
        changes.add(toggled("a namespace relabelled", this::relabelNamespace));
        if (shape.largeSet() > 0) {
            changes.add(new MemberMore());
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
        return new Change() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public int variants() {
                return 2;
            }

            @Override
            public Applied apply(int round) {
                ClusterPod pod = pod(round);
                String app = round % 2 == 0 ? peerOfLocals(0, 1) : pod.app();
                return Applied.event(cluster.put(pod.withApp(app)));
            }

            @Override
            public Map<String, String> addresses(int round) {
                return places(pod(round));
            }

            private ClusterPod pod(int round) {
                return pods.get(round / 2 % pods.size());
            }
        };
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
        return new Change() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public int variants() {
                return 2;
            }

            @Override
            public Applied apply(int round) {
                return Applied.event(event.applyAsLong(round));
            }

            @Override
            public Map<String, String> addresses(int round) {
                return Map.of();
            }
        };
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
    private final class RemoteAdded implements Change {

        @Override
        public String name() {
            return "a remote pod added";
        }

        @Override
        public int variants() {
            return 1;
        }

        @Override
        public Applied apply(int round) {
            return Applied.event(cluster.put(pod(round)));
        }

        @Override
        public Map<String, String> addresses(int round) {
            return places(pod(round));
        }

        private ClusterPod pod(int round) {
            return cluster.remote(
                    shape.pods() + 10_000 + round, shape.namespace(0), peerOfLocals(0, 0));
        }
    }

    private final class MemberMore implements Change {

        @Override
        public String name() {
            return MEMBER_MORE;
        }

        @Override
        public int variants() {
            return 1;
        }

        @Override
        public Applied apply(int round) {
            return Applied.event(cluster.putLatestThreats(round + 2));
        }

        @Override
        public Map<String, String> addresses(int round) {
            return Map.of(cluster.latestThreat(round + 2), "address 0");
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
