package io.gingham.bench.dataplane;

import io.gingham.bench.api.ApiServer;
import java.util.ArrayList;
import java.util.List;

/// What the API server has at the start, and as it is changed. One thread.
final class Cluster {

    private static final int SET_OBJECT = 1000;
    private static final int PORT = 8080;

    private final ApiServer api;
    private final ClusterShape shape;
    private final NodeNet node;
    private final List<ClusterPod> local = new ArrayList<>();
    private final List<ClusterPod> remote = new ArrayList<>();

    Cluster(ApiServer api, ClusterShape shape, NodeNet node) {
        this.api = api;
        this.shape = shape;
        this.node = node;
    }

    /// Puts everything there; the pods of the measured node are bound to it and not started.
    void fill() {
        api.put(ClusterObjects.BGP, "default", ClusterObjects.bgpConfiguration());
        api.put(
                ClusterObjects.NODE,
                node.name(),
                ClusterObjects.node(
                        node.name(),
                        node.address(),
                        List.of(ClusterObjects.BLOCK_IPV4, ClusterObjects.BLOCK_IPV6)));
        for (int i = 0; i < ClusterShape.NODES; i++) {
            String address = "10.9.200." + (i + 1);
            String block = "10.101." + i + ".0/24";
            api.put(
                    ClusterObjects.NODE,
                    other(i),
                    ClusterObjects.node(other(i), address, List.of(block)));
        }
        for (int i = 0; i < shape.namespaces(); i++) {
            putNamespace(i, i);
        }
        for (int i = 0; i < shape.policies(); i++) {
            putPolicy(i % shape.namespaces(), i / shape.namespaces());
        }
        putThreats();
        for (int i = 0; i < shape.localPods(); i++) {
            local.add(putBound(i));
        }
        for (int i = shape.localPods(); i < shape.pods(); i++) {
            putRemote(i, shape.namespace(i), ClusterShape.app(i / shape.namespaces()));
        }
    }

    private static String other(int number) {
        return "other-" + number % ClusterShape.NODES;
    }

    /// @param team number of the one that its label names
    long putNamespace(int number, int team) {
        String name = shape.namespace(number);
        return api.put(
                ClusterObjects.NAMESPACE,
                name,
                ClusterObjects.namespace(name, ClusterShape.team(team)));
    }

    /// The policy of that number in the namespace: 0 denies, the others allow.
    private void putPolicy(int namespace, int number) {
        if (number == 0) {
            String name = shape.namespace(namespace);
            api.put(
                    ClusterObjects.KUBERNETES_POLICY,
                    name + "/policy-0",
                    ClusterObjects.denyingPolicy(name, "policy-0"));
        } else {
            putPolicy(namespace, number, PORT, "");
        }
    }

    /// @param more labels of the peer, as JSON with a comma before: `,"a":"b"`
    long putPolicy(int namespace, int number, int port, String more) {
        String name = "policy-" + number;
        String peer = "\"app\":\"" + ClusterShape.app(number + 1) + "\"" + more;
        return api.put(
                ClusterObjects.KUBERNETES_POLICY,
                shape.namespace(namespace) + "/" + name,
                ClusterObjects.allowingPolicy(
                        shape.namespace(namespace),
                        name,
                        shape.allPolicies() ? "" : ClusterShape.app(number),
                        peer,
                        shape.allPolicies() ? port + number : port,
                        ClusterShape.team(number)));
    }

    private void putThreats() {
        if (shape.largeSet() == 0) {
            return;
        }
        api.put(ClusterObjects.GLOBAL_POLICY, "threats", ClusterObjects.threatPolicy());
        for (int i = 0; i < shape.largeSet(); i += SET_OBJECT) {
            int count = Math.min(SET_OBJECT, shape.largeSet() - i);
            String name = "threats-" + i / SET_OBJECT;
            api.put(ClusterObjects.GLOBAL_SET, name, ClusterObjects.threats(name, i, count));
        }
        putLatestThreats(1);
    }

    /// A small network set of the large set's selector, with so many addresses of its own.
    long putLatestThreats(int count) {
        return api.put(
                ClusterObjects.GLOBAL_SET,
                "threats-latest",
                ClusterObjects.threats("threats-latest", shape.largeSet(), count));
    }

    /// The address that the latest set has more when it has so many.
    String latestThreat(int count) {
        return ClusterObjects.threat(shape.largeSet() + count - 1);
    }

    /// A pod of the measured node, not put anywhere yet.
    ///
    /// @param like a local pod's number, whose namespace and app it has
    ClusterPod bound(int number, int like) {
        return ClusterPod.bound(number, shape.namespace(like), node.name(), shape.localApp(like));
    }

    private ClusterPod putBound(int number) {
        ClusterPod pod = bound(number, number);
        put(pod);
        return pod;
    }

    ClusterPod remote(int number, String namespace, String app) {
        return ClusterPod.remote(number, namespace, other(number), app);
    }

    private void putRemote(int number, String namespace, String app) {
        ClusterPod pod = remote(number, namespace, app);
        remote.add(pod);
        put(pod);
    }

    long put(ClusterPod pod) {
        return api.put(ClusterPod.KIND, pod.key(), pod.json(shape.lean()));
    }

    long remove(ClusterPod pod) {
        return api.remove(ClusterPod.KIND, pod.key());
    }

    /// The node has started it.
    void started(int localPod, List<String> addresses) {
        ClusterPod running = local.get(localPod).started(addresses);
        local.set(localPod, running);
        put(running);
    }

    ClusterShape shape() {
        return shape;
    }

    /// In the order of their numbers, as they were put at the start.
    List<ClusterPod> local() {
        return local;
    }

    List<ClusterPod> remote() {
        return remote;
    }
}
