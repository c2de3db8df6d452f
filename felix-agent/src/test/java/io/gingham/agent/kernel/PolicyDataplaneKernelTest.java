package io.gingham.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.rules.RulesConfig;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.LabelSelector;
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
import io.gingham.policy.program.Compiler;
import io.gingham.policy.program.Program;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every fact with both variants of iptables, most with both address families.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class PolicyDataplaneKernelTest {

    private static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);
    private static final PolicyRule ANYTHING = new PolicyRule(List.of(), List.of());

    private static final PolicyPort WEB = new PolicyPort.Named(PortProtocol.TCP, "web");
    private static final IpAddress HOST4 = IpAddress.parse("169.254.1.1");
    private static final IpAddress HOST6 = IpAddress.parse("fd00:99::1");

    @Parameter String variant = "";

    private final TestNode node = new TestNode();
    private TestPod a = node.addPod("x", "a", Map.of("pod", "a"));
    private TestPod b = node.addPod("x", "b", Map.of("pod", "b"));
    private PolicyDataplane dataplane;

    @BeforeEach
    void start() {
        dataplane = dataplane();
    }

    @AfterEach
    void leaveNothing() {
        dataplane.uninstall();
        assertEquals("", ours());
        node.close();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void passesEverythingBetweenPodsWithoutPolicies(IpFamily family) {
        apply();
        assertTrue(TestNode.connects(a, b, family, true));
        assertTrue(TestNode.nodeConnects(b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t1EgressAllowOfOnePodDoesNotSatisfyIngressDenyOfTheOther(IpFamily family) {
        apply(
                policy("allow-out", "a", Set.of(Direction.EGRESS), List.of(), List.of(ANYTHING)),
                policy("deny-in", "b", Set.of(Direction.INGRESS), List.of(), List.of()));
        assertFalse(TestNode.connects(a, b, family, false));
        assertTrue(TestNode.connects(b, a, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t2DirectionsOfOnePolicyAreSeparate(IpFamily family) {
        apply(
                new NetworkPolicy.Valid(
                        new PolicyKey("x", "both"),
                        LabelSelector.EVERYTHING,
                        BOTH,
                        List.of(),
                        List.of(ANYTHING)));
        assertFalse(TestNode.connects(a, b, family, false));
        assertFalse(TestNode.connects(b, a, family, false));
        assertTrue(TestNode.nodeConnects(b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void allowsByPodSetBlockAndNamedPort(IpFamily family) {
        apply(
                ingress(
                        "b",
                        new PolicyRule(List.of(new Peer.SameNamespace(pod("a"))), List.of(WEB))),
                ingress("a", new PolicyRule(List.of(blockWithout(b, family)), List.of())));
        assertTrue(TestNode.connects(a, b, family, true));
        assertFalse(TestNode.connects(b, a, family, false));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t10OnlySctpIsNotTcp(IpFamily family) {
        PolicyPort sctp = new PolicyPort.Range(PortProtocol.SCTP, TestPod.PORT, TestPod.PORT);
        apply(ingress("b", new PolicyRule(List.of(), List.of(sctp))));
        assertFalse(TestNode.connects(a, b, family, false));
        String line =
                save(family)
                        .lines()
                        .filter(l -> l.startsWith("-A gham-pi-"))
                        .reduce("", (x, y) -> y);
        assertTrue(line.contains("-p sctp ") && line.contains("--dport 8080"), line);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t26TheNodeReachesItsPodsUnderDenyAll(IpFamily family) {
        apply(denyAll());
        assertTrue(TestNode.nodeConnects(b, family, true));
        assertFalse(TestNode.connects(a, b, family, false));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t29EgressPolicyHoldsTowardsTheOwnNode(IpFamily family) throws IOException {
        IpAddress host = family == IpFamily.IPV4 ? HOST4 : HOST6;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(host.toInetAddress(), TestPod.PORT));
            apply();
            assertTrue(TestNode.connects(a, host, true));
            apply(denyAll());
            assertFalse(TestNode.connects(a, host, false));
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void anUnknownWorkloadInterfaceIsDropped(IpFamily family) {
        dataplane.apply(program(List.of(b)));
        assertFalse(TestNode.connects(a, b, family, false));
        assertFalse(TestNode.connects(b, a, family, false));
        apply();
        assertTrue(TestNode.connects(a, b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aForgedSourceAddressIsDropped(IpFamily family) {
        apply();
        IpAddress forged = IpAddress.parse(family == IpFamily.IPV4 ? "10.65.0.99" : "fd00:65::99");
        String bits = family == IpFamily.IPV4 ? "/32" : "/128 nodad";
        TestNode.ip("-n pod1 addr add " + forged + bits + " dev eth0");
        // The way back exists, so only the filter can be what stops it.
        TestNode.ip(family(family) + "route add " + forged + " dev " + a.interfaceName());
        assertFalse(
                a.namespace()
                        .call(() -> TestNode.connects(forged, b.ip(family), TestPod.PORT, false)));
        assertTrue(TestNode.connects(a, b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t44EstablishedConnectionsSurviveEveryApply(IpFamily family) throws IOException {
        apply();
        try (SocketChannel channel = TestNode.connection(a, b, family)) {
            TestNode.roundTrip(channel);
            apply(denyAll());
            assertFalse(TestNode.connects(a, b, family, false));
            TestNode.roundTrip(channel);
            apply();
            TestNode.roundTrip(channel);
        }
    }

    @Test
    void aSecondApplyWritesNothingNorDoesARestartedAgent() {
        NetworkPolicy policy =
                ingress(
                        "b",
                        new PolicyRule(List.of(new Peer.SameNamespace(pod("a"))), List.of(WEB)));
        assertFalse(dataplane.apply(program(List.of(a, b), policy)).isEmpty());
        assertTrue(dataplane.apply(program(List.of(a, b), policy)).isEmpty());
        assertTrue(dataplane.resync().isEmpty());
        assertTrue(dataplane().apply(program(List.of(a, b), policy)).isEmpty());
        String counters = counters();
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertNotEquals(counters, counters());
        String after = counters();
        dataplane().apply(program(List.of(a, b), policy));
        assertEquals(after, counters());
    }

    @Test
    void writesOnlyTheChainsThatDiffer() {
        apply(ingress("b", ANYTHING));
        Receipt receipt =
                dataplane.apply(
                        program(
                                List.of(a, b),
                                ingress("b", new PolicyRule(List.of(), List.of(WEB)))));
        assertEquals(2, receipt.tables().size());
        for (Receipt.TableWrite table : receipt.tables()) {
            assertEquals(1, table.chainsWritten().size(), receipt.toString());
            assertTrue(table.chainsWritten().getFirst().startsWith("gham-pi-"));
            assertEquals(List.of(), table.hooksWritten());
        }
    }

    @Test
    void leavesForeignRulesUntouched() {
        for (String program : List.of("iptables", "ip6tables")) {
            TestNode.run(program + variant + " -N THEIRS");
            TestNode.run(program + variant + " -A THEIRS -j RETURN");
            TestNode.run(program + variant + " -A FORWARD -j THEIRS");
            TestNode.run(program + variant + " -A INPUT -p tcp --dport 1 -j DROP");
        }
        TestNode.run("ipset create theirs hash:ip");
        String before = foreign();
        apply(denyAll());
        apply(ingress("b", ANYTHING));
        dataplane.resync();
        assertEquals(before, foreign());
        dataplane.uninstall();
        assertEquals(before, foreign());
        for (String program : List.of("iptables", "ip6tables")) {
            TestNode.run(program + variant + " -F FORWARD");
            TestNode.run(program + variant + " -F INPUT");
            TestNode.run(program + variant + " -F THEIRS");
            TestNode.run(program + variant + " -X THEIRS");
        }
        TestNode.run("ipset destroy theirs");
    }

    @Test
    void t57AForeignDropPolicyDoesNotCutPodsAndAForeignDropRuleStillHolds() {
        TestNode.run("iptables" + variant + " -P FORWARD DROP");
        try {
            apply();
            assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
            TestNode.run("iptables" + variant + " -I FORWARD 2 -s " + a.ipv4() + " -j DROP");
            assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
            TestNode.run("iptables" + variant + " -D FORWARD -s " + a.ipv4() + " -j DROP");
        } finally {
            TestNode.run("iptables" + variant + " -P FORWARD ACCEPT");
        }
    }

    @Test
    void resyncHealsWhatOthersFlushedOrChanged() {
        NetworkPolicy policy =
                ingress("b", new PolicyRule(List.of(new Peer.SameNamespace(pod("c"))), List.of()));
        dataplane.apply(program(List.of(a, b), policy));
        String iptables = "iptables" + variant;
        TestNode.run(iptables + " -F FORWARD");
        TestNode.run(iptables + " -F gham-to-wl");
        TestNode.run(iptables + " -I gham-wl-to-host 1 -j ACCEPT");
        String set = setName();
        TestNode.run("ipset add " + set + " " + a.ipv4());
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        Receipt receipt = dataplane.resync();
        assertEquals(
                List.of("gham-to-wl", "gham-wl-to-host"),
                receipt.tables().getFirst().chainsWritten());
        assertEquals(List.of("FORWARD"), receipt.tables().getFirst().hooksWritten());
        assertEquals(1, receipt.membersRemoved());
        assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
        assertTrue(dataplane.resync().isEmpty());
    }

    @Test
    void resyncPutsTheHookFirstAgain() {
        apply();
        TestNode.run("iptables" + variant + " -I FORWARD 1 -s 192.0.2.1 -j ACCEPT");
        assertEquals(List.of("FORWARD"), dataplane.resync().tables().getFirst().hooksWritten());
        String first =
                save(IpFamily.IPV4)
                        .lines()
                        .filter(l -> l.startsWith("-A FORWARD"))
                        .findFirst()
                        .orElse("");
        assertTrue(first.contains("gham-FORWARD"), first);
        TestNode.run("iptables" + variant + " -D FORWARD -s 192.0.2.1 -j ACCEPT");
    }

    @Test
    void aSetThatNoRuleUsesAnyMoreIsDestroyed() {
        apply(ingress("b", new PolicyRule(List.of(new Peer.SameNamespace(pod("a"))), List.of())));
        assertNotEquals("", setName());
        Receipt receipt = dataplane.apply(program(List.of(a, b)));
        assertEquals(2, receipt.setsDestroyed().size(), receipt.toString());
        assertEquals("", setName());
    }

    @Test
    void masqueradesFromPoolsToTheWorldOnly() {
        RulesConfig rules =
                RulesConfig.DEFAULT.withPools(
                        List.of(new RulesConfig.Pool(IpPrefix.parse("10.65.0.0/16"), true)));
        PolicyDataplane masquerading =
                new PolicyDataplane(
                        DataplaneConfig.of(rules, new IptablesCommands(variant)), TestNode.RUNNER);
        masquerading.apply(program(List.of(a, b)));
        assertTrue(masquerading.resync().isEmpty());
        String nat = TestNode.run("iptables" + variant + "-save -t nat");
        assertTrue(nat.contains("-A gham-POSTROUTING"), nat);
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertFalse(nat.contains("ip6"), nat);
    }

    @Test
    void aRefusedTableKeepsItsRulesAndTheNextApplyTriesAgain() {
        apply(denyAll());
        PolicyDataplane broken =
                new PolicyDataplane(
                        new DataplaneConfig(
                                RulesConfig.DEFAULT,
                                List.of(IpFamily.IPV4),
                                new IptablesCommands("-absent"),
                                "ipset"),
                        TestNode.RUNNER);
        DataplaneException e =
                assertThrows(DataplaneException.class, () -> broken.apply(program(List.of(a, b))));
        assertEquals(DataplaneException.Step.READ_RULES, e.step());
        assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
        assertTrue(dataplane.resync().isEmpty());
    }

    @Test
    void holdsAHundredPodsInATreeOfChains() {
        List<Endpoint> endpoints = new ArrayList<>(List.of(a.endpoint(), b.endpoint()));
        List<Pod> pods = new ArrayList<>(List.of(a.asPod(), b.asPod()));
        for (int i = 0; i < 100; i++) {
            PodKey key = new PodKey("x", "many" + i);
            List<IpAddress> ips = List.of(IpAddress.ipv4(0x0a420000 + i));
            endpoints.add(new Endpoint(key, "", "cali%011x".formatted(i * 7919L * 65537L), ips));
            pods.add(
                    new Pod(
                            key,
                            "",
                            TestNode.NAME,
                            Map.of(),
                            ips,
                            false,
                            PodPhase.RUNNING,
                            List.of()));
        }
        dataplane.apply(
                Compiler.compile(
                        ClusterState.of(
                                List.of(new Namespace("x", Map.of())),
                                pods,
                                List.of(denyAll(), ingress("b", ANYTHING), egress("a", ANYTHING)),
                                endpoints),
                        TestNode.NAME));
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertFalse(TestNode.connects(b, a, IpFamily.IPV4, false));
        assertTrue(dataplane.resync().isEmpty());
    }

    private static NetworkPolicy denyAll() {
        return new NetworkPolicy.Valid(
                new PolicyKey("x", "deny-all"),
                LabelSelector.EVERYTHING,
                BOTH,
                List.of(),
                List.of());
    }

    private static NetworkPolicy ingress(String pod, PolicyRule rule) {
        return policy("in-" + pod, pod, Set.of(Direction.INGRESS), List.of(rule), List.of());
    }

    private static NetworkPolicy egress(String pod, PolicyRule rule) {
        return policy("out-" + pod, pod, Set.of(Direction.EGRESS), List.of(), List.of(rule));
    }

    /// All pods' addresses but one.
    private static Peer blockWithout(TestPod pod, IpFamily family) {
        IpPrefix all = family == IpFamily.IPV4 ? IpPrefix.ALL_IPV4 : IpPrefix.ALL_IPV6;
        return new Peer.Block(all, List.of(IpPrefix.host(pod.ip(family))));
    }

    private static String family(IpFamily family) {
        return family == IpFamily.IPV4 ? "" : "-6 ";
    }

    private String save(IpFamily family) {
        return TestNode.run(
                (family == IpFamily.IPV4 ? "iptables" : "ip6tables") + variant + "-save");
    }

    private String counters() {
        return TestNode.run("iptables" + variant + "-save -c -t filter")
                .lines()
                .filter(line -> line.contains("gham-pi-") || line.contains("gham-allow"))
                .toList()
                .toString();
    }

    /// Of the first set of pods' addresses.
    private static String setName() {
        return TestNode.run("ipset list -n")
                .lines()
                .filter(name -> name.startsWith("gham4a-"))
                .findFirst()
                .orElse("");
    }

    private String foreign() {
        return (save(IpFamily.IPV4) + save(IpFamily.IPV6) + TestNode.run("ipset save"))
                .lines()
                .filter(line -> !line.contains("gham") && !line.startsWith("#"))
                .map(line -> line.replaceAll("\\[.*\\]", ""))
                .toList()
                .toString();
    }

    private void apply(NetworkPolicy... policies) {
        dataplane.apply(program(List.of(a, b), policies));
    }

    private static Program program(List<TestPod> pods, NetworkPolicy... policies) {
        return Compiler.compile(
                ClusterState.of(
                        List.of(new Namespace("x", Map.of("ns", "x"))),
                        pods.stream().map(TestPod::asPod).toList(),
                        Arrays.asList(policies),
                        pods.stream().map(TestPod::endpoint).toList()),
                TestNode.NAME);
    }

    private static NetworkPolicy policy(
            String name,
            String pod,
            Set<Direction> directions,
            List<PolicyRule> ingress,
            List<PolicyRule> egress) {
        return new NetworkPolicy.Valid(
                new PolicyKey("x", name), pod(pod), directions, ingress, egress);
    }

    private static LabelSelector pod(String name) {
        return new LabelSelector(
                List.of(
                        new LabelSelector.Requirement(
                                "pod", LabelSelector.Operator.IN, List.of(name))));
    }

    private PolicyDataplane dataplane() {
        return new PolicyDataplane(
                DataplaneConfig.of(RulesConfig.DEFAULT, new IptablesCommands(variant)),
                TestNode.RUNNER);
    }

    /// Whatever of ours is in the kernel.
    private String ours() {
        String all =
                TestNode.run("iptables" + variant + "-save")
                        + TestNode.run("ip6tables" + variant + "-save")
                        + TestNode.run("ipset save");
        return String.join("\n", all.lines().filter(line -> line.contains("gham")).toList());
    }
}
