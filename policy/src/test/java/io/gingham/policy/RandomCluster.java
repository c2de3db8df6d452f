package io.gingham.policy;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.LabelSelector.Operator;
import io.gingham.policy.model.LabelSelector.Requirement;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.model.PolicyPort;
import io.gingham.policy.model.PolicyRule;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Small clusters with few labels, ports and addresses, so that everything collides often:
/// completed pods, pods on the host's network, two pods with one address, a namespace that isn't
/// known.
public final class RandomCluster {

    private static final List<String> NAMESPACES = List.of("x", "y", "unknown");
    private static final List<String> NODES = List.of("n1", "n2");
    private static final List<String> KEYS = List.of("k", "l");
    private static final List<String> VALUES = List.of("a", "b", "");
    private static final List<String> PORT_NAMES = List.of("web", "dns");
    private static final List<Integer> PORTS = List.of(53, 80, 81, 82, 8080);
    private static final List<String> CIDRS =
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
    private static final List<String> OUTSIDE =
            List.of("203.0.113.7", "10.0.0.250", "64:ff9b::1", "fe80::9", "2001:db8::1");

    private final SplittableRandom random;

    public RandomCluster(SplittableRandom random) {
        this.random = random;
    }

    public ClusterState state() {
        List<Namespace> namespaces = new ArrayList<>();
        for (String name : List.of("x", "y")) {
            namespaces.add(new Namespace(name, labels()));
        }
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pods.add(pod(i));
        }
        return ClusterState.of(namespaces, pods, some(0, 6, this::policy), List.of());
    }

    public Flow flow(ClusterState state) {
        IpFamily family = random.nextInt(3) == 0 ? IpFamily.IPV6 : IpFamily.IPV4;
        FlowEnd source = end(state, family);
        FlowEnd destination = end(state, family);
        if (random.nextInt(10) == 0) {
            return new Flow(source, destination, 1, 0);
        }
        return Flow.of(source, destination, one(List.of(PortProtocol.values())), one(PORTS));
    }

    private FlowEnd end(ClusterState state, IpFamily family) {
        List<FlowEnd> ends = new ArrayList<>();
        for (Pod pod : state.pods().values()) {
            for (IpAddress ip : pod.ips()) {
                ends.add(
                        pod.hostNetwork()
                                ? new FlowEnd.OfNode(pod.node(), ip)
                                : new FlowEnd.OfPod(pod.key(), ip));
            }
        }
        NODES.forEach(node -> ends.add(new FlowEnd.OfNode(node, nodeIp(node))));
        OUTSIDE.forEach(text -> ends.add(new FlowEnd.Outside(IpAddress.parse(text))));
        return one(ends.stream().filter(e -> e.address().family() == family).toList());
    }

    private static IpAddress nodeIp(String node) {
        return IpAddress.parse("192.168.0." + node.charAt(1));
    }

    private Pod pod(int number) {
        boolean hostNetwork = random.nextInt(8) == 0;
        String node = one(NODES);
        List<IpAddress> ips = new ArrayList<>();
        if (hostNetwork) {
            ips.add(nodeIp(node));
        } else {
            int last = random.nextInt(10) == 0 ? 1 : number + 1;
            if (random.nextInt(6) != 0) {
                ips.add(IpAddress.parse("10.0.0." + last));
            }
            if (random.nextInt(2) == 0) {
                ips.add(IpAddress.parse("fd00::" + last));
            }
        }
        return new Pod(
                new PodKey(one(NAMESPACES), "p" + number),
                "",
                node,
                labels(),
                ips,
                hostNetwork,
                one(List.of(PodPhase.RUNNING, PodPhase.RUNNING, PodPhase.PENDING, PodPhase.FAILED)),
                some(
                        0,
                        3,
                        () ->
                                new ContainerPort(
                                        one(PORT_NAMES),
                                        one(List.of(PortProtocol.values())),
                                        one(PORTS))));
    }

    private NetworkPolicy policy() {
        PolicyKey key = new PolicyKey(one(NAMESPACES), "p" + random.nextInt(1000));
        Set<Direction> directions =
                one(
                        List.of(
                                EnumSet.of(Direction.INGRESS),
                                EnumSet.of(Direction.EGRESS),
                                EnumSet.allOf(Direction.class)));
        if (random.nextInt(12) == 0) {
            return new NetworkPolicy.Invalid(key, selector(), directions, "spec: made up");
        }
        return new NetworkPolicy.Valid(
                key, selector(), directions, some(0, 3, this::rule), some(0, 3, this::rule));
    }

    private PolicyRule rule() {
        return new PolicyRule(some(0, 3, this::peer), some(0, 3, this::port));
    }

    private Peer peer() {
        return switch (random.nextInt(3)) {
            case 0 -> new Peer.SameNamespace(selector());
            case 1 -> new Peer.Namespaces(selector(), selector());
            default -> {
                IpPrefix cidr = IpPrefix.parse(one(CIDRS));
                List<IpPrefix> inside =
                        CIDRS.stream().map(IpPrefix::parse).filter(cidr::contains).toList();
                yield new Peer.Block(cidr, some(0, 2, () -> one(inside)));
            }
        };
    }

    private PolicyPort port() {
        PortProtocol protocol = one(List.of(PortProtocol.values()));
        return switch (random.nextInt(4)) {
            case 0 -> new PolicyPort.Every(protocol);
            case 1 -> new PolicyPort.Named(protocol, one(PORT_NAMES));
            case 2 -> new PolicyPort.Range(protocol, 80, 80 + random.nextInt(3));
            default -> {
                int port = one(PORTS);
                yield new PolicyPort.Range(protocol, port, port);
            }
        };
    }

    private LabelSelector selector() {
        return new LabelSelector(some(0, 2, this::requirement));
    }

    private Requirement requirement() {
        Operator operator = one(List.of(Operator.values()));
        boolean wantsValues = operator == Operator.IN || operator == Operator.NOT_IN;
        return new Requirement(
                one(KEYS), operator, wantsValues ? some(1, 2, () -> one(VALUES)) : List.of());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        for (String key : KEYS) {
            if (random.nextInt(3) != 0) {
                labels.put(key, one(VALUES));
            }
        }
        return labels;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// Between the two numbers of them, both included.
    private <T> List<T> some(int least, int most, Supplier<T> make) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(least, most + 1);
        for (int i = 0; i < count; i++) {
            list.add(make.get());
        }
        return list;
    }
}
