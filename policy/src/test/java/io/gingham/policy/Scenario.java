package io.gingham.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.explain.CompiledCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.oracle.Oracle;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A cluster written down in a few lines, and assertions that the oracle and the compiled programs
/// must both fulfil.
///
/// Pods: `x/a n1 10.0.0.1 fd00::1 pod=a web=TCP/80`: name, node, then addresses, labels and ports
/// in any order, `sa=NAME` for its service account. Flows: `x/a -> y/b TCP/80` (or `ICMP/TYPE`,
/// `IP/PROTOCOL`), where an end may also be an address or `node n1`.
public final class Scenario {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
    private final Map<PodKey, Pod> pods = new LinkedHashMap<>();
    private final Map<ResourceKey, Resource> applied = new LinkedHashMap<>();

    /// Namespaces x, y and z (label `ns`), each with pods a, b and c (label `pod`); `a` and `c` are
    /// on node n1, `b` on n2; each listens on TCP 80 (web) and 81, UDP 80 and SCTP 80.
    public static Scenario ofThreeByThree() {
        Scenario scenario = new Scenario();
        int net = 1;
        for (String namespace : List.of("x", "y", "z")) {
            scenario.namespace(namespace, "ns=" + namespace);
            int host = 1;
            for (String name : List.of("a", "b", "c")) {
                String node = name.equals("b") ? "n2" : "n1";
                scenario.pod(
                        "%s/%s %s 10.244.%d.%d fd00:%d::%d pod=%s web=TCP/80"
                                .formatted(namespace, name, node, net, host, net, host, name));
                host++;
            }
            net++;
        }
        return scenario;
    }

    public Scenario namespace(String name, String... labels) {
        Map<String, String> map = new LinkedHashMap<>();
        Stream.of(labels).map(label -> label.split("=", 2)).forEach(kv -> map.put(kv[0], kv[1]));
        map.put("kubernetes.io/metadata.name", name);
        namespaces.put(name, new Namespace(name, map));
        return this;
    }

    public Scenario pod(String line) {
        return pod(line, false, PodPhase.RUNNING);
    }

    public Scenario pod(String line, boolean hostNetwork, PodPhase phase) {
        String[] words = line.split(" ");
        Map<String, String> labels = new LinkedHashMap<>();
        List<IpAddress> ips = new ArrayList<>();
        List<ContainerPort> ports = new ArrayList<>();
        String serviceAccount = "default";
        for (String word : List.of(words).subList(2, words.length)) {
            String[] parts = word.split("[=/]");
            if (word.startsWith("sa=")) {
                serviceAccount = parts[1];
            } else if (parts.length == 3) {
                PortProtocol protocol = PortProtocol.valueOf(parts[1]);
                ports.add(new ContainerPort(parts[0], protocol, Integer.parseInt(parts[2])));
            } else if (word.contains("=")) {
                labels.put(parts[0], parts[1]);
            } else {
                ips.add(IpAddress.parse(word));
            }
        }
        PodKey key = podKey(words[0]);
        pods.put(
                key,
                new Pod(key, "", words[1], serviceAccount, labels, ips, hostNetwork, phase, ports));
        return this;
    }

    public Scenario withoutPod(String name) {
        pods.remove(podKey(name));
        return this;
    }

    /// A NetworkPolicy of networking.k8s.io/v1.
    ///
    /// @param spec YAML
    public Scenario policy(String name, String spec) {
        Resource policy = convert(name, spec).resource();
        applied.put(policy.resourceKey(), policy);
        return this;
    }

    public static Converted convert(String name, String spec) {
        String[] parts = name.split("/");
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("metadata", Map.of("namespace", parts[0], "name", parts[1]));
        manifest.put("spec", documents(spec).getFirst());
        return ResourceConverter.convert(ResourceKind.KUBERNETES_NETWORK_POLICY, manifest);
    }

    /// Manifests of any kind.
    ///
    /// @param yaml documents separated by `---`
    public Scenario apply(String yaml) {
        for (Map<?, ?> manifest : documents(yaml)) {
            Resource resource = ResourceConverter.convert(manifest).resource();
            applied.put(resource.resourceKey(), resource);
        }
        return this;
    }

    private static List<Map<?, ?>> documents(String yaml) {
        try (MappingIterator<Map<?, ?>> documents = YAML.readerFor(Map.class).readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    public ClusterState state() {
        List<Resource> all = new ArrayList<>(applied.values());
        all.addAll(namespaces.values());
        all.addAll(pods.values());
        return ClusterState.of(all);
    }

    public Scenario allows(String... flows) {
        Stream.of(flows).forEach(flow -> check(flow, IpFamily.IPV4, true));
        return this;
    }

    public Scenario denies(String... flows) {
        Stream.of(flows).forEach(flow -> check(flow, IpFamily.IPV4, false));
        return this;
    }

    public Scenario allowsIpv6(String... flows) {
        Stream.of(flows).forEach(flow -> check(flow, IpFamily.IPV6, true));
        return this;
    }

    public Scenario deniesIpv6(String... flows) {
        Stream.of(flows).forEach(flow -> check(flow, IpFamily.IPV6, false));
        return this;
    }

    public Flow flow(String text, IpFamily family) {
        String[] parts = text.split(" -> ");
        int space = parts[1].lastIndexOf(' ');
        String[] port = parts[1].substring(space + 1).split("/");
        FlowEnd source = end(parts[0], family);
        FlowEnd destination = end(parts[1].substring(0, space), family);
        int number = Integer.parseInt(port[1]);
        return switch (port[0]) {
            case "IP" -> Flow.of(source, destination, number);
            case "ICMP" -> Flow.icmp(source, destination, number, 0);
            default -> Flow.of(source, destination, PortProtocol.valueOf(port[0]), number);
        };
    }

    private void check(String text, IpFamily family, boolean expected) {
        ClusterState state = state();
        Flow flow = flow(text, family);
        Verdict verdict = Oracle.evaluate(state, flow);
        assertEquals(expected, verdict.allowed(), () -> "oracle: " + flow + " " + verdict);
        Verdict compiled = new CompiledCluster(state).decide(flow);
        assertEquals(expected, compiled.allowed(), () -> "program: " + flow + " " + compiled);
    }

    private FlowEnd end(String text, IpFamily family) {
        if (text.startsWith("node ")) {
            String ip = family == IpFamily.IPV4 ? "192.168.0." : "fd99::";
            return new FlowEnd.OfNode(
                    text.substring(5), IpAddress.parse(ip + text.charAt(text.length() - 1)));
        }
        if (!text.contains("/")) {
            return new FlowEnd.Outside(IpAddress.parse(text));
        }
        Pod pod = pods.get(podKey(text));
        if (pod == null) {
            return fail("no pod " + text);
        }
        IpAddress address =
                pod.ips().stream().filter(ip -> ip.family() == family).findFirst().orElseThrow();
        return pod.hostNetwork()
                ? new FlowEnd.OfNode(pod.node(), address)
                : new FlowEnd.OfPod(pod.key(), address);
    }

    private static PodKey podKey(String name) {
        String[] parts = name.split("/");
        return new PodKey(parts[0], parts[1]);
    }
}
