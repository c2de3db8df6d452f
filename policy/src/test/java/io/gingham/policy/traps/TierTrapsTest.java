package io.gingham.policy.traps;

import io.gingham.policy.Scenario;
import org.junit.jupiter.api.Test;

/// ClusterNetworkPolicy, and its tiers around NetworkPolicy.
class TierTrapsTest {

    private static final String DENY_ALL = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
    private static final String ALLOW_ALL =
            "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]}";

    private final Scenario cluster = Scenario.ofThreeByThree();

    /// @param rules YAML, of namespace x
    private Scenario cluster(String name, String tier, int priority, String rules) {
        return cluster.apply(
                """
                apiVersion: policy.networking.k8s.io/v1alpha2
                kind: ClusterNetworkPolicy
                metadata: {name: %s}
                spec:
                  tier: %s
                  priority: %d
                  subject: {namespaces: {matchLabels: {ns: x}}}
                  %s
                """
                        .formatted(name, tier, priority, rules));
    }

    private static String ingress(String action) {
        return "ingress: [{action: %s, from: [{namespaces: {matchLabels: {ns: y}}}]}]"
                .formatted(action);
    }

    @Test
    void t52AnAdminsDenyComesBeforeANetworkPolicysAllow() {
        cluster("deny", "Admin", 10, ingress("Deny"))
                .policy("x/p", ALLOW_ALL)
                .denies("y/a -> x/a TCP/80")
                .allows("z/a -> x/a TCP/80");
    }

    @Test
    void t52AnAdminsAcceptComesBeforeANetworkPolicysDeny() {
        cluster("accept", "Admin", 10, ingress("Accept"))
                .policy("x/p", DENY_ALL)
                .allows("y/a -> x/a TCP/80")
                .denies("z/a -> x/a TCP/80");
    }

    @Test
    void t52TheLowerPriorityDecides() {
        cluster("late", "Admin", 20, ingress("Deny")).denies("y/a -> x/a TCP/80");
        cluster("early", "Admin", 10, ingress("Accept")).allows("y/a -> x/a TCP/80");
        cluster("first", "Admin", 0, ingress("Deny")).denies("y/a -> x/a TCP/80");
    }

    /// Pass skips the rest of the tier, not of the policy only.
    @Test
    void t52PassLeavesTheWholeTier() {
        cluster("pass", "Admin", 10, ingress("Pass"));
        cluster("deny", "Admin", 20, ingress("Deny")).allows("y/a -> x/a TCP/80");
        cluster.policy("x/p", DENY_ALL).denies("y/a -> x/a TCP/80");
    }

    /// For the pods it selects a NetworkPolicy has the last word before the baseline is heard.
    @Test
    void t52TheBaselineIsForPodsThatNoNetworkPolicySelects() {
        cluster("base", "Baseline", 10, ingress("Deny")).denies("y/a -> x/a TCP/80");
        cluster.policy("x/p", ALLOW_ALL).allows("y/a -> x/a TCP/80");
        cluster("base", "Baseline", 10, ingress("Accept"));
        cluster.policy("x/p", DENY_ALL).denies("y/a -> x/a TCP/80");
    }

    @Test
    void t53AnUnknownPeerAcceptsNothingAndDeniesEverything() {
        cluster("odd", "Admin", 10, "ingress: [{action: Accept, from: [{planets: {}}]}]")
                .policy("x/p", DENY_ALL)
                .denies("y/a -> x/a TCP/80");
        cluster("odd", "Admin", 10, "ingress: [{action: Deny, from: [{planets: {}}]}]")
                .policy("x/p", ALLOW_ALL)
                .denies("y/a -> x/a TCP/80", "z/a -> x/a TCP/80");
        cluster("odd", "Admin", 10, "ingress: [{action: Pass, from: [{planets: {}}]}]")
                .denies("y/a -> x/a TCP/80", "z/a -> x/a TCP/80");
    }

    @Test
    void t54EmptyListsIsolateNobody() {
        cluster("empty", "Admin", 10, "ingress: []\n  egress: []")
                .allows("y/a -> x/a TCP/80", "x/a -> y/a TCP/80");
    }

    @Test
    void t55NetworksAreAlsoIcmpAndPods() {
        cluster("net", "Admin", 10, "egress: [{action: Deny, to: [{networks: [10.244.2.0/24]}]}]")
                .denies("x/a -> y/a TCP/80", "x/a -> y/a ICMP/8", "x/a -> y/a IP/47")
                .allows("x/a -> z/a TCP/80");
    }

    @Test
    void t55NodesAreTheAddressesOfTheirStatus() {
        cluster.apply(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: n2, labels: {role: worker}}
                status:
                  addresses: [{type: InternalIP, address: 192.168.0.2}, {type: Hostname, address: n2}]
                """);
        cluster(
                        "node",
                        "Admin",
                        10,
                        "egress: [{action: Deny, to: [{nodes: {matchLabels: {role: worker}}}]}]")
                .denies("x/a -> node n2 TCP/80")
                .allows("x/a -> node n1 TCP/80", "x/a -> y/b TCP/80");
    }

    /// A pod's traffic to its own address never leaves it. (What a service sends back to it does:
    /// see [io.gingham.policy.program.Hairpin].)
    @Test
    void t25NoClusterPolicyKeepsAPodFromItself() {
        cluster("all", "Admin", 10, "ingress: [{action: Deny, from: [{namespaces: {}}]}]")
                .allows("x/a -> x/a TCP/80", "node n1 -> x/a TCP/80")
                .denies("x/c -> x/a TCP/80");
    }
}
