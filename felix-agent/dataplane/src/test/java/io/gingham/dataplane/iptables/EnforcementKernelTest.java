package io.gingham.dataplane.iptables;

import static io.gingham.dataplane.iptables.TestPolicies.ANYTHING;
import static io.gingham.dataplane.iptables.TestPolicies.WEB;
import static io.gingham.dataplane.iptables.TestPolicies.denyAll;
import static io.gingham.dataplane.iptables.TestPolicies.egress;
import static io.gingham.dataplane.iptables.TestPolicies.fromAllBut;
import static io.gingham.dataplane.iptables.TestPolicies.fromPodToWeb;
import static io.gingham.dataplane.iptables.TestPolicies.ingress;
import static io.gingham.dataplane.iptables.TestPolicies.spec;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What passes and what does not, with both variants of iptables and mostly both address families.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class EnforcementKernelTest {

    private final PolicyKernel kernel;
    private final TestPod a;
    private final TestPod b;
    private final String variant;

    EnforcementKernelTest(String variant) {
        this.variant = variant;
        kernel = new PolicyKernel(variant);
        a = kernel.a();
        b = kernel.b();
    }

    @AfterEach
    void leaveNothing() {
        kernel.close();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void passesEverythingBetweenPodsWithoutPolicies(IpFamily family) {
        kernel.apply();
        assertTrue(TestNode.connects(a, b, family, true));
        assertTrue(TestNode.nodeConnects(b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t1EgressAllowOfOnePodDoesNotSatisfyIngressDenyOfTheOther(IpFamily family) {
        kernel.apply(
                egress("a", ANYTHING),
                spec("deny-in", "{podSelector: {matchLabels: {pod: b}}, policyTypes: [Ingress]}"));
        assertFalse(TestNode.connects(a, b, family, false));
        assertTrue(TestNode.connects(b, a, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t2DirectionsOfOnePolicyAreSeparate(IpFamily family) {
        kernel.apply(
                spec(
                        "both",
                        "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [], egress: [{}]}"));
        assertFalse(TestNode.connects(a, b, family, false));
        assertFalse(TestNode.connects(b, a, family, false));
        assertTrue(TestNode.nodeConnects(b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void allowsByPodSetBlockAndNamedPort(IpFamily family) {
        kernel.apply(ingress("b", fromPodToWeb("a")), ingress("a", fromAllBut(b, family)));
        assertTrue(TestNode.connects(a, b, family, true));
        assertFalse(TestNode.connects(b, a, family, false));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t10OnlySctpIsNotTcp(IpFamily family) {
        kernel.apply(ingress("b", "{ports: [{protocol: SCTP, port: 8080}]}"));
        assertFalse(TestNode.connects(a, b, family, false));
        String line =
                kernel.save(family)
                        .lines()
                        .filter(l -> l.startsWith("-A gham-pi-"))
                        .reduce("", (x, y) -> y);
        assertTrue(line.contains("-p sctp ") && line.contains("--dport 8080"), line);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t39EchoIsNotRelatedAndNeedsARuleWithoutPorts(IpFamily family) {
        kernel.apply(ingress("b", WEB));
        assertFalse(TestNode.pings(a, b, family));
        kernel.apply(ingress("b", ANYTHING));
        assertTrue(TestNode.pings(a, b, family));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t26TheNodeReachesItsPodsUnderDenyAll(IpFamily family) {
        kernel.apply(denyAll());
        assertTrue(TestNode.nodeConnects(b, family, true));
        assertFalse(TestNode.connects(a, b, family, false));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t29EgressPolicyHoldsTowardsTheOwnNode(IpFamily family) throws IOException {
        IpAddress host = family == IpFamily.IPV4 ? TestNode.HOST4 : TestNode.HOST6;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(host.toInetAddress(), TestPod.PORT));
            kernel.apply();
            assertTrue(TestNode.connects(a, host, true));
            kernel.apply(denyAll());
            assertFalse(TestNode.connects(a, host, false));
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void anUnknownWorkloadInterfaceIsDropped(IpFamily family) {
        kernel.dataplane().apply(PolicyKernel.resources(List.of(b)));
        assertFalse(TestNode.connects(a, b, family, false));
        assertFalse(TestNode.connects(b, a, family, false));
        kernel.apply();
        assertTrue(TestNode.connects(a, b, family, true));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aForgedSourceAddressIsDropped(IpFamily family) {
        kernel.apply();
        IpAddress forged = IpAddress.parse(family == IpFamily.IPV4 ? "10.65.0.99" : "fd00:65::99");
        String bits = family == IpFamily.IPV4 ? "/32" : "/128 nodad";
        TestNode.ip("-n pod1 addr add " + forged + bits + " dev eth0");
        // The way back exists, so only the filter can be what stops it.
        TestNode.ip(TestNode.option(family) + "route add " + forged + " dev " + a.interfaceName());
        assertFalse(
                a.namespace()
                        .call(() -> TestNode.connects(forged, b.ip(family), TestPod.PORT, false)));
        assertTrue(TestNode.connects(a, b, family, true));
    }

    /// Of a pod that peers with its node by BGP.
    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aNetworkBehindAPodMaySendAndAnotherMayNot(IpFamily family) {
        boolean ipv4 = family == IpFamily.IPV4;
        IpPrefix behind = IpPrefix.parse(ipv4 ? "10.123.0.0/16" : "fd0a:c0::/32");
        try (TestDataplane peering =
                new TestDataplane(
                        variant,
                        RulesConfig.DEFAULT.withSources(Map.of(a.interfaceName(), List.of(behind))),
                        List.of(IpFamily.values()))) {
            peering.apply(PolicyKernel.resources(List.of(a, b)));
            assertTrue(sends(ipv4 ? "10.123.0.1" : "fd0a:c0::1", family, true));
            assertFalse(sends(ipv4 ? "10.124.0.1" : "fd0a:c1::1", family, false));
            assertTrue(TestNode.connects(a, b, family, true), "its own address as before");
        }
    }

    /// From an address that the pod gives itself, and that the node has a way to.
    private boolean sends(String address, IpFamily family, boolean expected) {
        IpAddress source = IpAddress.parse(address);
        String bits = family == IpFamily.IPV4 ? "/32" : "/128 nodad";
        TestNode.ip("-n pod1 addr add " + source + bits + " dev eth0");
        TestNode.ip(TestNode.option(family) + "route add " + source + " dev " + a.interfaceName());
        return a.namespace()
                .call(() -> TestNode.connects(source, b.ip(family), TestPod.PORT, expected));
    }

    @Test
    void aPodCannotReachWhatListensOnTheNodesLoopback() throws IOException {
        IpAddress loopback = IpAddress.parse("127.0.0.1");
        // As the CNI plugin sets it, for host ports on the loopback address.
        TestNode.sysctl("net/ipv4/conf/" + a.interfaceName() + "/route_localnet");
        // What a pod with NET_ADMIN can do to itself.
        a.namespace()
                .call(
                        () -> {
                            TestNode.sysctl("net/ipv4/conf/eth0/route_localnet");
                            return a;
                        });
        TestNode.ip("-n pod1 addr flush dev lo");
        TestNode.ip("-n pod1 route add 127.0.0.1 via 169.254.1.1 dev eth0");
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(loopback.toInetAddress(), TestPod.PORT));
            assertTrue(TestNode.connects(a, loopback, true), "without rules the way is open");
            kernel.apply();
            assertFalse(TestNode.connects(a, loopback, false));
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void t44EstablishedConnectionsSurviveEveryApply(IpFamily family) throws IOException {
        kernel.apply();
        try (SocketChannel channel = TestNode.connection(a, b, family)) {
            TestNode.roundTrip(channel);
            kernel.apply(denyAll());
            assertFalse(TestNode.connects(a, b, family, false));
            TestNode.roundTrip(channel);
            kernel.apply();
            TestNode.roundTrip(channel);
        }
    }

    @Test
    void t57AForeignDropPolicyDoesNotCutPodsAndAForeignDropRuleStillHolds() {
        TestNode.run("iptables" + variant + " -P FORWARD DROP");
        try {
            kernel.apply();
            assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
            TestNode.run("iptables" + variant + " -I FORWARD 2 -s " + a.ipv4() + " -j DROP");
            assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
            TestNode.run("iptables" + variant + " -D FORWARD -s " + a.ipv4() + " -j DROP");
        } finally {
            TestNode.run("iptables" + variant + " -P FORWARD ACCEPT");
        }
    }

    @Test
    void holdsAHundredPodsInATreeOfChains() {
        List<Resource> resources =
                new ArrayList<>(
                        List.of(
                                new Namespace("x", Map.of()),
                                a.endpoint(),
                                b.endpoint(),
                                a.asPod(),
                                b.asPod(),
                                denyAll(),
                                ingress("b", ANYTHING),
                                egress("a", ANYTHING)));
        for (int i = 0; i < 100; i++) {
            PodKey key = new PodKey("x", "many" + i);
            List<IpAddress> ips = List.of(IpAddress.ipv4(0x0a420000 + i));
            resources.add(new Endpoint(key, "", "cali%011x".formatted(i * 7919L * 65537L), ips));
            resources.add(
                    new Pod(
                            key,
                            "",
                            TestNode.NAME,
                            "default",
                            Map.of(),
                            ips,
                            false,
                            PodPhase.RUNNING,
                            List.of()));
        }
        kernel.dataplane().apply(resources);
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertFalse(TestNode.connects(b, a, IpFamily.IPV4, false));
        assertTrue(kernel.dataplane().resync().isEmpty());
    }
}
