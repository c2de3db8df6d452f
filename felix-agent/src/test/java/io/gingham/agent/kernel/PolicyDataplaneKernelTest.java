package io.gingham.agent.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.rules.RulesConfig;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.model.PolicyRule;
import io.gingham.policy.program.Compiler;
import io.gingham.policy.program.Program;
import io.gingham.value.IpFamily;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
