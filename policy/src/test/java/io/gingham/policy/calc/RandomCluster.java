package io.gingham.policy.calc;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.policy.model.Tier;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Small clusters of all kinds of resources, with few names, labels, ports and addresses, so that
/// everything collides often: completed pods, pods on the host's network, two pods with one
/// address, interfaces of pods that aren't known, namespaces and service accounts that aren't
/// known, labels that pose as inherited ones.
public final class RandomCluster {

    public static final String NODE = "n1";
    static final List<String> NODES = List.of("n1", "n2");
    static final List<String> NAMESPACES = List.of("x", "y", "z");
    static final List<String> KEYS = List.of("k", "l");
    static final List<String> VALUES = List.of("a", "b", "");
    static final List<String> PORT_NAMES = List.of("web", "dns");
    public static final List<Integer> PORTS = List.of(53, 80, 81, 82, 8080);
    static final List<String> CIDRS =
            List.of(
                    "0.0.0.0/0",
                    "10.0.0.0/24",
                    "10.0.0.0/29",
                    "10.0.0.0/30",
                    "10.0.0.4/30",
                    "10.0.0.3/32",
                    "203.0.113.0/24",
                    "192.168.0.0/30",
                    "::/0",
                    "fd00::/64",
                    "fd00::4/126",
                    "fd00::3/128",
                    "64:ff9b::/96");
    private static final List<String> FORGED =
            List.of(
                    EffectiveLabels.ORCHESTRATOR,
                    EffectiveLabels.NAMESPACE,
                    EffectiveLabels.NAME,
                    "pcns.k",
                    "pcsa.k");

    private final Dice dice;
    private final RandomPolicies policies;
    private final List<Resource> resources = new ArrayList<>();

    private RandomCluster(Dice dice) {
        this.dice = dice;
        this.policies = new RandomPolicies(dice);
    }

    /// What leads from one state to another.
    public static List<Delta<ResourceKey, Resource>> changes(
            ClusterState before, ClusterState after) {
        Set<ResourceKey> keys = new LinkedHashSet<>(before.resources().keySet());
        keys.addAll(after.resources().keySet());
        List<Delta<ResourceKey, Resource>> changes = new ArrayList<>();
        for (ResourceKey key : keys) {
            Resource resource = after.resources().get(key);
            if (resource == null) {
                changes.add(Delta.remove(key));
            } else if (!resource.equals(before.resources().get(key))) {
                changes.add(Delta.put(key, resource));
            }
        }
        return changes;
    }

    public static ClusterState state(Dice dice) {
        RandomCluster cluster = new RandomCluster(dice);
        cluster.addAll();
        return ClusterState.of(cluster.resources);
    }

    private void addAll() {
        for (String name : NAMESPACES) {
            if (!dice.oneIn(8)) {
                resources.add(new Namespace(name, labels()));
            }
            if (dice.oneIn(2)) {
                resources.add(new ServiceAccount(name, "sa", labels()));
            }
        }
        for (String name : NODES) {
            List<IpAddress> both = List.of(nodeIp(name), nodeIp6(name));
            resources.add(new Node(name, labels(), dice.oneIn(4) ? both.subList(0, 1) : both));
        }
        for (int i = 0; i < 8; i++) {
            addPod(i);
        }
        if (dice.oneIn(4)) {
            resources.add(
                    new Endpoint(
                            new PodKey(dice.one(NAMESPACES), "unshown"),
                            "",
                            "caliX",
                            List.of(ip(9))));
        }
        resources.addAll(dice.some(0, 3, this::networkSet));
        resources.addAll(dice.some(0, 2, this::slice));
        resources.addAll(dice.some(0, 3, this::hostEndpoint));
        resources.addAll(dice.some(0, 2, this::tier));
        for (String name : List.of("p1", "p2")) {
            if (!dice.oneIn(4)) {
                resources.add(
                        new Profile(name, labels(), policies.rules(0, 2), policies.rules(0, 2)));
            }
        }
        resources.addAll(dice.some(0, 7, policies::policy));
    }

    private void addPod(int number) {
        boolean hostNetwork = dice.oneIn(8);
        String node = dice.one(NODES);
        PodKey key = new PodKey(dice.one(NAMESPACES), "p" + number);
        int last = dice.oneIn(10) ? 1 : number + 1;
        List<IpAddress> ips = new ArrayList<>();
        if (hostNetwork) {
            ips.add(nodeIp(node));
        } else {
            if (!dice.oneIn(6)) {
                ips.add(ip(last));
            }
            if (dice.oneIn(2)) {
                ips.add(ip6(last));
            }
        }
        Pod pod =
                new Pod(
                        key,
                        dice.one(List.of("", "u1")),
                        node,
                        dice.one(List.of("", "sa", "missing")),
                        labels(),
                        ips,
                        hostNetwork,
                        dice.one(
                                List.of(
                                        PodPhase.RUNNING,
                                        PodPhase.RUNNING,
                                        PodPhase.PENDING,
                                        PodPhase.FAILED)),
                        dice.some(0, 3, this::port));
        resources.add(pod);
        if (!hostNetwork && node.equals(NODE) && !dice.oneIn(5)) {
            addEndpoint(pod, "cali" + number, last);
        }
    }

    /// It may know addresses that the API server doesn't show yet, and it may be an earlier pod's.
    private void addEndpoint(Pod pod, String interfaceName, int last) {
        List<IpAddress> ips = new ArrayList<>(pod.ips());
        if (dice.oneIn(3)) {
            ips.add(ip(last));
            ips.add(ip6(last));
        }
        String uid = dice.one(List.of("", pod.uid()));
        if (dice.oneIn(12)) {
            uid = "other";
            ips.add(ip(9));
        }
        resources.add(new Endpoint(pod.key(), uid, interfaceName, ips));
    }

    private ContainerPort port() {
        return new ContainerPort(
                dice.one(PORT_NAMES), dice.one(List.of(PortProtocol.values())), dice.one(PORTS));
    }

    private Resource networkSet() {
        String namespace = dice.oneIn(2) ? "" : dice.one(NAMESPACES);
        return new NetworkSet(
                namespace,
                "set" + dice.upTo(2),
                labels(),
                dice.some(0, 3, () -> IpPrefix.parse(dice.one(CIDRS))));
    }

    private Resource slice() {
        return new EndpointSlice(
                dice.one(List.of("x", "y")),
                "slice" + dice.upTo(2),
                dice.one(List.of("svc", "svc", "other", "")),
                dice.some(0, 3, () -> dice.oneIn(3) ? ip6(dice.upTo(8)) : ip(dice.upTo(8))),
                dice.some(
                        0,
                        2,
                        () ->
                                new EndpointSlice.ServicePort(
                                        dice.one(List.of(PortProtocol.values())),
                                        dice.one(PORTS))));
    }

    private Resource hostEndpoint() {
        String node = dice.one(List.of("n1", "n1", "n2"));
        return new HostEndpoint(
                "h" + dice.upTo(3),
                node,
                dice.one(List.of("*", "eth0", "")),
                dice.some(0, 2, () -> dice.oneIn(2) ? nodeIp(node) : nodeIp6(node)),
                labels(),
                dice.some(0, 2, () -> dice.one(List.of("p1", "p2", "missing"))),
                dice.some(0, 2, this::port));
    }

    private Resource tier() {
        return new Tier(
                dice.one(List.of("t1", "t2", "default")),
                dice.one(List.of(500.0, 500.0, 2_000_000.0, Double.POSITIVE_INFINITY)),
                dice.one(List.of(Action.DENY, Action.PASS)));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (String key : KEYS) {
            if (!dice.oneIn(3)) {
                labels.put(key, dice.one(VALUES));
            }
        }
        if (dice.oneIn(6)) {
            labels.put(dice.one(FORGED), dice.one(List.of("a", "x", "k8s")));
        }
        return labels;
    }

    static IpAddress ip(int last) {
        return IpAddress.parse("10.0.0." + last);
    }

    static IpAddress ip6(int last) {
        return IpAddress.parse("fd00::" + last);
    }

    static IpAddress nodeIp(String node) {
        return IpAddress.parse("192.168.0." + node.charAt(1));
    }

    static IpAddress nodeIp6(String node) {
        return IpAddress.parse("fd01::" + node.charAt(1));
    }
}
