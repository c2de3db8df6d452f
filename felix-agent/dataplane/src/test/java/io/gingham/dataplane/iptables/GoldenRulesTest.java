package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.RulesConfig.EndpointToHost;
import io.gingham.dataplane.rules.RulesConfig.Pool;
import io.gingham.dataplane.rules.Tunnels;
import io.gingham.policy.Scenario;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands in the kernel, letter for letter: chains with their hashes, hooks, sets. An agent
/// that finds there what the one before it wrote must write nothing, so a difference here rewrites
/// chains on every node at the next upgrade. Where that is meant: `-Dgingham.golden.write=true`
/// writes the files anew, and the CHANGELOG says it.
class GoldenRulesTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @ValueSource(strings = {"no-pods", "pods", "policies", "tiers", "settings", "tunnels"})
    void theKernelIsGivenTheSameLines(String name) throws IOException {
        Program program = TestPrograms.of("n1", resources(name));
        String text = RulesText.of(program, config(name));
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("gingham.golden.write")) {
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file, StandardCharsets.UTF_8), text, name);
    }

    private static RulesConfig config(String name) {
        if (name.equals("tunnels")) {
            return RulesConfig.DEFAULT.withTunnels(
                    new Tunnels(
                            EnumSet.allOf(Tunnels.Carrier.class),
                            Set.of(
                                    IpAddress.parse("192.0.2.1"),
                                    IpAddress.parse("192.0.2.2"),
                                    IpAddress.parse("2001:db8::1"))));
        }
        return name.equals("settings")
                ? new RulesConfig(
                        "tap",
                        0x00ff0000,
                        EndpointToHost.RETURN,
                        false,
                        List.of(
                                new Pool(IpPrefix.parse("10.244.0.0/16"), true),
                                new Pool(IpPrefix.parse("10.9.0.0/16"), false),
                                new Pool(IpPrefix.parse("::/0"), true)))
                : RulesConfig.DEFAULT;
    }

    private static List<Resource> resources(String name) {
        Scenario scenario = Scenario.ofThreeByThree();
        switch (name) {
            case "policies", "settings" -> addPolicies(scenario);
            case "tiers" -> addTiers(scenario);
            default -> {}
        }
        List<Resource> all = new ArrayList<>(scenario.state().resources().values());
        if (!name.equals("no-pods")) {
            addEndpoints(scenario, name.equals("settings") ? "tap" : "cali", all);
        }
        return all;
    }

    /// Enough for a dispatch of several levels; one with two addresses of a family, one of a pod
    /// that nobody knows.
    private static void addEndpoints(Scenario scenario, String prefix, List<Resource> all) {
        int number = 0;
        for (Pod pod : scenario.state().all(Pod.class)) {
            number++;
            List<IpAddress> ips = new ArrayList<>(pod.ips());
            if (number == 1) {
                ips.add(IpAddress.parse("10.244.9.9"));
            }
            all.add(new Endpoint(pod.key(), "", prefix + "%04x".formatted(number * 7919), ips));
        }
        all.add(
                new Endpoint(
                        new PodKey("x", "unknown"),
                        "",
                        prefix + "ffff",
                        List.of(IpAddress.parse("10.244.9.10"))));
    }

    private static void addPolicies(Scenario scenario) {
        StringBuilder ports = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            ports.append(i == 0 ? "" : ", ").append("{port: ").append(100 + 3 * i);
            ports.append(i % 2 == 0 ? "}" : ", endPort: %d}".formatted(101 + 3 * i));
        }
        scenario.policy(
                        "x/in",
                        "{podSelector: {matchLabels: {pod: a}}, ingress: ["
                                + "{from: [{podSelector: {matchLabels: {pod: b}}}], ports: [{port: web}]},"
                                + "{from: [{namespaceSelector: {matchLabels: {ns: y}}}], ports: [{protocol: UDP, port: 53}, {protocol: SCTP, port: 7, endPort: 9}]},"
                                + "{from: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.8/29, 203.0.113.64/26]}}]},"
                                + "{ports: ["
                                + ports
                                + "]}]}")
                .policy(
                        "x/out",
                        "{podSelector: {}, policyTypes: [Egress], egress: ["
                                + "{to: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0', except: ['fd00::/8']}}], ports: [{port: 443}]},"
                                + "{to: [{podSelector: {}}]}]}")
                .policy("y/deny", "{podSelector: {}, policyTypes: [Ingress, Egress]}")
                .policy("z/all", "{podSelector: {}, ingress: [{}], egress: [{}]}");
    }

    private static void addTiers(Scenario scenario) {
        scenario.apply(
                """
                apiVersion: projectcalico.org/v3
                kind: Tier
                metadata: {name: platform}
                spec: {order: 10, defaultAction: Pass}
                ---
                apiVersion: projectcalico.org/v3
                kind: Tier
                metadata: {name: strict}
                spec: {order: 20, defaultAction: Deny}
                ---
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: platform.logged}
                spec:
                  tier: platform
                  order: 1
                  selector: pod in {'a', 'c'}
                  types: [Ingress, Egress]
                  ingress:
                  - {action: Log, protocol: TCP}
                  - {action: Pass, protocol: TCP, source: {selector: "pod == 'b'", notNets: [10.244.1.0/24, 10.244.2.0/24]}, destination: {ports: [80, "90:99", web]}}
                  - {action: Deny, protocol: UDP, destination: {notPorts: [53, "1000:2000"]}}
                  - {action: Allow, protocol: ICMP, icmp: {type: 8, code: 0}}
                  - {action: Allow, protocol: ICMPv6, notICMP: {type: 128}}
                  - {action: Allow, notProtocol: 47, source: {nets: [192.0.2.1/32]}}
                  egress:
                  - {action: Allow, metadata: {annotations: {why: "dns \\" x"}}, protocol: UDP, destination: {nets: [10.96.0.10/32, "fd00:96::a/128"], ports: [53]}}
                  - {action: Pass}
                ---
                apiVersion: projectcalico.org/v3
                kind: NetworkPolicy
                metadata: {name: strict.web, namespace: x}
                spec:
                  tier: strict
                  selector: pod == 'a'
                  types: [Ingress]
                  ingress:
                  - {action: Allow, protocol: TCP, source: {namespaceSelector: "ns == 'y'"}, destination: {ports: [web]}}
                ---
                apiVersion: policy.networking.k8s.io/v1alpha2
                kind: ClusterNetworkPolicy
                metadata: {name: admin}
                spec:
                  tier: Admin
                  priority: 5
                  subject: {namespaces: {}}
                  ingress:
                  - {name: watch, action: Accept, from: [{namespaces: {matchLabels: {ns: z}}}]}
                  - {action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {pod: b}}}}]}
                  egress:
                  - {action: Deny, to: [{networks: [198.51.100.0/24, "2001:db8::/32"]}]}
                """);
    }
}
