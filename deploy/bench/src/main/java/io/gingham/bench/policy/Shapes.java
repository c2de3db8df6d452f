package io.gingham.bench.policy;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The clusters. Every label of a pod is a string of its own, as decoding makes them.
///
/// Wide: a made-up cluster has one of each kind that policies know.
final class Shapes {

    static final String NODE = "local";

    private static final int NAMESPACES = 100;
    private static final int MARKERS = 30;
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final int[] NETWORK_SET_SIZES = {1, 1, 1, 1, 2, 3, 4, 5, 100, 1000};
    private static final List<String> ROLES =
            List.of("frontend", "frontend", "backend", "backend", "database");

    private Shapes() {}

    static List<Resource> namespaces() {
        List<Resource> namespaces = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            namespaces.add(namespace("namespace-" + i));
        }
        return namespaces;
    }

    private static Resource namespace(String name) {
        return new Namespace(name, Map.of("kubernetes.io/metadata.name", name));
    }

    /// Each with one of the marker labels and five of few values.
    static List<Pod> markedPods(int first, int count, String node) {
        List<Pod> pods = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            pods.add(pod("namespace-" + i % NAMESPACES, "wep-" + i, node, i, markedLabels(i, i)));
        }
        return pods;
    }

    static Pod relabelled(Pod pod, int number, int marker) {
        return labelled(pod, markedLabels(number, marker));
    }

    /// With a label more.
    static Pod chosen(Pod pod, int number) {
        Map<String, String> labels = markedLabels(number, number);
        labels.put("chosen", "yes");
        return labelled(pod, labels);
    }

    private static Pod labelled(Pod pod, Map<String, String> labels) {
        return new Pod(
                pod.key(),
                pod.uid(),
                pod.node(),
                pod.serviceAccount(),
                labels,
                pod.ips(),
                pod.hostNetwork(),
                pod.phase(),
                pod.ports());
    }

    private static Map<String, String> markedLabels(int number, int marker) {
        Map<String, String> labels = new HashMap<>();
        for (int n : new int[] {10, 11, 20, 30, 40}) {
            labels.put("one-in-" + n, "value-" + number % n);
        }
        labels.put(marker(marker), "true");
        return labels;
    }

    static String marker(int number) {
        return "example.com/marker-" + number % MARKERS;
    }

    private static Pod pod(
            String namespace, String name, String node, int number, Map<String, String> labels) {
        return new Pod(
                new PodKey(namespace, name),
                "",
                node,
                "default",
                labels,
                List.of(address(number)),
                false,
                PodPhase.RUNNING,
                List.<ContainerPort>of());
    }

    static IpAddress address(int number) {
        return IpAddress.ipv4(FIRST_ADDRESS + number);
    }

    static Endpoint endpoint(Pod pod, int number) {
        return new Endpoint(pod.key(), "", "cali" + number, pod.ips());
    }

    /// For the pods with a marker label: traffic from those with five marker labels.
    static List<Policy> markerPolicies(int count) {
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Rule> rules = new ArrayList<>();
            for (int j = 0; j < 5; j++) {
                rules.add(from(Selector.parse("has(" + marker(i + j) + ")"), j + 1));
            }
            policies.add(ingress("marker-" + i, Selector.parse("has(" + marker(i) + ")"), rules));
        }
        return policies;
    }

    /// For everything: traffic from one network set. Policies and sets.
    static List<Resource> networkSetPolicies(int count) {
        List<Resource> resources = new ArrayList<>();
        int next = 0x2000_0000;
        for (int i = 0; i < count; i++) {
            String name = "network-set-" + i;
            List<IpPrefix> nets = new ArrayList<>();
            for (int n = 0; n < NETWORK_SET_SIZES[i % NETWORK_SET_SIZES.length]; n++) {
                nets.add(IpPrefix.host(IpAddress.ipv4(next++)));
            }
            resources.add(new NetworkSet("", name, Map.of("network-set-name", name), nets));
            Selector from = Selector.parse("network-set-name == '" + name + "'");
            resources.add(ingress("from-" + name, new Selector.All(), List.of(from(from, 1))));
        }
        return resources;
    }

    static Policy ingress(String name, Selector subject, List<Rule> rules) {
        return new Policy(
                new ResourceKey(ResourceKind.GLOBAL_NETWORK_POLICY, "", name),
                "default",
                Double.POSITIVE_INFINITY,
                subject,
                EnumSet.of(Direction.INGRESS),
                Policy.Stage.NORMAL,
                false,
                Optional.empty(),
                rules,
                List.of(),
                List.of());
    }

    static Rule from(Selector selector, int number) {
        return Rule.of(Action.ALLOW, new Rule.Origin(number, "spec.ingress", ""))
                .withEnds(EntityMatch.ANYTHING.withSelector(selector), EntityMatch.ANYTHING);
    }

    /// Customers with a namespace each, five pods in it and a policy for each of the three roles
    /// they have: the frontend may reach the backend, the backend the database.
    ///
    /// @param localPods about how many of all the pods are here, evenly spread
    static List<Resource> isolatedCustomers(int customers, int localPods) {
        List<Resource> resources = new ArrayList<>();
        int pods = customers * ROLES.size();
        // No multiple of the roles: those that are here have all roles.
        int stride = Math.max(1, pods / localPods - 1);
        int number = 0;
        for (int customer = 0; customer < customers; customer++) {
            String name = "customer-" + customer;
            resources.add(namespace(name));
            for (String role : ROLES) {
                boolean here = number % stride == 0;
                Map<String, String> labels = new HashMap<>();
                labels.put("role", role);
                labels.put("app", "app-of-" + role);
                labels.put("pod-template-hash", Integer.toHexString(0x1000_0000 + number));
                Pod pod = pod(name, role + "-" + number, here ? NODE : "far", number, labels);
                resources.add(pod);
                if (here) {
                    resources.add(endpoint(pod, number));
                }
                number++;
            }
            resources.add(ofRole(name, "frontend", Optional.empty()));
            resources.add(ofRole(name, "backend", Optional.of("frontend")));
            resources.add(ofRole(name, "database", Optional.of("backend")));
        }
        return resources;
    }

    private static Policy ofRole(String namespace, String role, Optional<String> client) {
        EntityMatch port8080 =
                EntityMatch.ANYTHING.withPorts(List.of(new PortMatch.Range(8080, 8080)), List.of());
        List<Rule> ingress = new ArrayList<>();
        client.ifPresent(
                c ->
                        ingress.add(
                                from(inNamespace(namespace, c), 1)
                                        .withProtocol(IpProtocol.TCP)
                                        .withEnds(
                                                EntityMatch.ANYTHING.withSelector(
                                                        inNamespace(namespace, c)),
                                                port8080)));
        EntityMatch dns =
                EntityMatch.ANYTHING
                        .withNets(List.of(IpPrefix.parse("10.96.0.10/32")), List.of())
                        .withPorts(List.of(new PortMatch.Range(53, 53)), List.of());
        Rule toDns =
                Rule.of(Action.ALLOW, new Rule.Origin(1, "spec.egress[0]", ""))
                        .withProtocol(IpProtocol.UDP)
                        .withEnds(EntityMatch.ANYTHING, dns);
        return new Policy(
                new ResourceKey(ResourceKind.NETWORK_POLICY, namespace, role),
                "default",
                1000,
                inNamespace(namespace, role),
                EnumSet.allOf(Direction.class),
                Policy.Stage.NORMAL,
                false,
                Optional.empty(),
                ingress,
                List.of(toDns),
                List.of());
    }

    private static Selector inNamespace(String namespace, String role) {
        return Selector.allOf(
                List.of(
                        new Selector.Equal(EffectiveLabels.ORCHESTRATOR, "k8s"),
                        new Selector.Equal(EffectiveLabels.NAMESPACE, namespace),
                        new Selector.Equal("role", role)));
    }
}
