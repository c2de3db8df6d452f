package io.gingham.policy.traps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.Scenario;
import org.junit.jupiter.api.Test;

/// Directions, subjects and peers.
class PeerTrapsTest {

    private final Scenario cluster = Scenario.ofThreeByThree();

    @Test
    void t1EgressAllowDoesNotSatisfyIngressDeny() {
        cluster.policy(
                        "x/out",
                        "{podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{}]}")
                .policy("x/in", "{podSelector: {matchLabels: {pod: c}}, policyTypes: [Ingress]}")
                .policy("x/in-b", "{podSelector: {matchLabels: {pod: b}}, policyTypes: [Ingress]}")
                .denies("x/a -> x/c TCP/80", "x/a -> x/b TCP/80")
                .allows("x/c -> x/a TCP/80", "x/a -> y/a TCP/80");
    }

    @Test
    void t2RulesOfOneDirectionDoNotSatisfyTheOther() {
        cluster.policy(
                        "x/both",
                        "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [], egress: [{}]}")
                .denies("x/a -> x/c TCP/80", "x/a -> x/b TCP/80", "y/a -> x/a TCP/80")
                .allows("x/a -> y/a TCP/80");
    }

    @Test
    void t3AnEmptyPodSelectorSelectsTheWholeNamespace() {
        cluster.policy("x/all", "{podSelector: {}, policyTypes: [Ingress]}")
                .denies("y/a -> x/a TCP/80", "y/a -> x/b TCP/80", "x/a -> x/c TCP/80")
                .allows("x/a -> y/a TCP/80");
    }

    @Test
    void t3AnEmptyPeerIsInvalidAndAllowsNothing() {
        assertEquals(
                1,
                Scenario.convert("x/p", "{podSelector: {}, ingress: [{from: [{}]}]}")
                        .problems()
                        .size());
        cluster.policy("x/p", "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{}]}]}")
                .denies("y/a -> x/a TCP/80")
                .allows("y/a -> x/b TCP/80", "x/a -> y/a TCP/80");
    }

    @Test
    void t4AnEmptyOrAbsentPeerListIsEveryone() {
        cluster.policy("x/empty", "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: []}]}")
                .policy("x/null", "{podSelector: {matchLabels: {pod: b}}, ingress: [{from: null}]}")
                .policy(
                        "x/own",
                        "{podSelector: {matchLabels: {pod: c}}, ingress: [{from: [{podSelector: {}}]}]}")
                .allows("203.0.113.1 -> x/a TCP/80", "y/a -> x/b TCP/80", "x/a -> x/c TCP/80")
                .denies("y/a -> x/c TCP/80", "203.0.113.1 -> x/c TCP/80");
    }

    @Test
    void t5SelectorsInOnePeerAreAndTwoPeersAreOr() {
        cluster.policy(
                        "x/and",
                        """
                        podSelector: {matchLabels: {pod: a}}
                        ingress:
                        - from:
                          - namespaceSelector: {matchLabels: {ns: y}}
                            podSelector: {matchLabels: {pod: b}}
                        """)
                .policy(
                        "x/or",
                        """
                        podSelector: {matchLabels: {pod: c}}
                        ingress:
                        - from:
                          - namespaceSelector: {matchLabels: {ns: y}}
                          - podSelector: {matchLabels: {pod: b}}
                        """)
                .allows("y/b -> x/a TCP/80", "y/a -> x/c TCP/80", "x/b -> x/c TCP/80")
                .denies("y/a -> x/a TCP/80", "x/b -> x/a TCP/80", "z/b -> x/c TCP/80");
    }

    @Test
    void t6ANamespaceSelectorAloneTakesAllItsPodsTheOwnIncluded() {
        cluster.policy(
                        "x/p",
                        "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: In, values: [x, y]}]}}]}]}")
                .allows("x/b -> x/a TCP/80", "y/c -> x/a TCP/80")
                .denies("z/a -> x/a TCP/80");
    }

    @Test
    void t7NoIngressRuleInAnySpellingDeniesAll() {
        cluster.policy("x/empty", "{podSelector: {matchLabels: {pod: a}}, ingress: []}")
                .policy("x/null", "{podSelector: {matchLabels: {pod: b}}, ingress: null}")
                .policy("x/absent", "{podSelector: {matchLabels: {pod: c}}}")
                .policy("y/open", "{podSelector: {}, ingress: [{}]}")
                .denies("y/a -> x/a TCP/80", "y/a -> x/b TCP/80", "y/a -> x/c TCP/80")
                .allows("x/a -> y/a TCP/80", "203.0.113.1 -> y/a UDP/53");
    }

    @Test
    void t8WithoutTypesItIsIngressAndEgressOnlyIfThereAreEgressRules() {
        cluster.policy("x/in", "{podSelector: {matchLabels: {pod: a}}, egress: []}")
                .policy(
                        "x/both",
                        "{podSelector: {matchLabels: {pod: b}}, egress: [{to: [{podSelector: {}}]}]}")
                .policy("x/out", "{podSelector: {matchLabels: {pod: c}}, policyTypes: [Egress]}")
                .denies("y/a -> x/a TCP/80", "y/a -> x/b TCP/80", "x/b -> y/a TCP/80")
                .denies("x/c -> y/a TCP/80")
                .allows("x/a -> y/a TCP/80", "y/a -> x/c TCP/80");
    }

    @Test
    void t45NotInAndDoesNotExistMatchWhatLacksTheKey() {
        cluster.pod("y/bare n1 10.244.2.9")
                .policy(
                        "x/p",
                        """
                        podSelector: {matchLabels: {pod: a}}
                        ingress:
                        - from:
                          - namespaceSelector: {matchLabels: {ns: y}}
                            podSelector: {matchExpressions: [{key: pod, operator: NotIn, values: [a]}]}
                        """)
                .policy(
                        "x/q",
                        """
                        podSelector: {matchLabels: {pod: b}}
                        ingress:
                        - from:
                          - namespaceSelector: {matchLabels: {ns: y}}
                            podSelector: {matchExpressions: [{key: pod, operator: DoesNotExist}]}
                        """)
                .allows("y/bare -> x/a TCP/80", "y/b -> x/a TCP/80", "y/bare -> x/b TCP/80")
                .denies("y/a -> x/a TCP/80", "y/b -> x/b TCP/80");
    }

    @Test
    void t42AChangedNamespaceLabelChangesThePeers() {
        cluster.policy(
                        "x/p",
                        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}]}]}")
                .denies("y/a -> x/a TCP/80")
                .namespace("y", "ns=y", "team=red")
                .allows("y/a -> x/a TCP/80")
                .policy(
                        "z/p",
                        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}}]}]}")
                .allows("y/a -> z/a TCP/80")
                .denies("x/a -> z/a TCP/80");
    }

    @Test
    void t43AChangedPodLabelChangesSubjectAndPeer() {
        cluster.policy(
                        "x/p",
                        "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}")
                .denies("x/c -> x/a TCP/80")
                .pod("x/c n1 10.244.1.3 pod=b")
                .allows("x/c -> x/a TCP/80")
                .pod("x/a n1 10.244.1.1 pod=z")
                .allows("y/a -> x/a TCP/80");
    }

    @Test
    void t49CleverNamesDoNotMeet() {
        new Scenario()
                .namespace("team")
                .namespace("teama")
                .pod("team/p n1 10.0.0.1")
                .pod("teama/p n1 10.0.0.2")
                .policy("team/a1", "{podSelector: {}, ingress: []}")
                .policy("teama/1", "{podSelector: {}, ingress: [{}]}")
                .denies("203.0.113.1 -> team/p TCP/80")
                .allows("203.0.113.1 -> teama/p TCP/80");
    }
}
