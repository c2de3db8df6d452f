package io.gingham.policy.traps;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.policy.Scenario;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pods, nodes and addresses.
class PodTrapsTest {

    private static final String DENY_ALL = "{podSelector: {}, policyTypes: [Ingress, Egress]}";
    private static final String FROM_A_PODS =
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod: a}}}]}]}";

    private final Scenario cluster = Scenario.ofThreeByThree();

    @Test
    void t25APodReachesItselfUnderDenyAll() {
        cluster.policy("x/p", DENY_ALL).allows("x/a -> x/a TCP/80").denies("x/a -> x/c TCP/80");
    }

    @Test
    void t26ThePodsOwnNodeIsAllowedUnderDenyAll() {
        cluster.policy("x/p", DENY_ALL)
                .allows("node n1 -> x/a TCP/80")
                .allowsIpv6("node n1 -> x/a TCP/80");
    }

    @Test
    void t27AnotherNodeIsNot() {
        cluster.policy("x/p", DENY_ALL).denies("node n2 -> x/a TCP/80");
    }

    @Test
    void t28HostNetworkPodsAreNeitherSubjectsNorPeers() {
        cluster.pod("x/host n1 192.168.0.1 pod=a", true, PodPhase.RUNNING)
                .policy("x/p", DENY_ALL)
                .policy("y/p", FROM_A_PODS)
                .allows("y/a -> x/host TCP/80", "x/host -> z/a TCP/80")
                .allows("z/a -> y/b TCP/80")
                .denies("x/host -> y/b TCP/80");
    }

    @Test
    void t29EgressPolicyCountsTowardsTheOwnNode() {
        cluster.policy("x/p", DENY_ALL)
                .denies("x/a -> node n1 TCP/30080", "x/a -> node n2 TCP/22")
                .allows("y/a -> node n1 TCP/22");
    }

    @Test
    void t30ACompletedPodIsNoPeerAndItsAddressBelongsToTheNext() {
        cluster.policy("x/p", FROM_A_PODS)
                .pod("y/job n1 10.244.2.50 pod=a", false, PodPhase.SUCCEEDED)
                .pod("y/next n1 10.244.2.50 pod=z")
                .denies("y/next -> x/a TCP/80");
    }

    @Test
    void t31ALateDeletionDoesNotTakeTheAddressFromTheNewPod() {
        cluster.policy("x/p", FROM_A_PODS)
                .pod("y/old n1 10.244.2.50 pod=z")
                .pod("y/new n1 10.244.2.50 pod=a")
                .allows("y/new -> x/a TCP/80")
                .withoutPod("y/old")
                .allows("y/new -> x/a TCP/80");
    }

    @Test
    void t32PoliciesHoldForAPodThatHasEndedButIsNotGone() {
        cluster.policy("x/p", DENY_ALL)
                .pod("x/a n1 10.244.1.1 pod=a", false, PodPhase.FAILED)
                .denies("x/a -> y/a TCP/80", "y/a -> x/a TCP/80");
    }

    @Test
    void t33APendingPodWithoutAddressHarmsNobody() {
        cluster.policy("x/p", FROM_A_PODS)
                .pod("y/pending n1 pod=a", false, PodPhase.PENDING)
                .allows("y/a -> x/a TCP/80")
                .denies("y/b -> x/a TCP/80");
    }

    @Test
    void t46BothFamiliesAreEnforcedAndAPodMayLackOne() {
        cluster.pod("y/four n1 10.244.2.60 pod=a")
                .policy("x/p", FROM_A_PODS)
                .allows("y/four -> x/a TCP/80")
                .allowsIpv6("y/a -> x/a TCP/80")
                .deniesIpv6("y/b -> x/a TCP/80");
    }

    @Test
    void t34AnEndpointOfAnUnknownPodIsClosed() {
        Program program = compile("z/new", "", "10.244.3.77");
        assertTrue(decide(program, "x/a -> y/a TCP/80").allowed());
        EndpointProgram endpoint = requireNonNull(program.endpoints().get("cali1"));
        assertInstanceOf(Gate.Closed.class, endpoint.ingress());
        assertInstanceOf(Gate.Closed.class, endpoint.egress());
    }

    @Test
    void t31AnEndpointOfAnEarlierPodOfTheSameNameIsClosed() {
        cluster.pod("x/a n1 10.244.1.1 pod=a");
        Pod pod = cluster.state().pod(new PodKey("x", "a")).orElseThrow();
        Endpoint earlier = new Endpoint(pod.key(), "1", "cali1", pod.ips());
        assertTrue(earlier.belongsTo(pod));
        assertFalse(earlier.belongsTo(withUid(pod, "2")));
        assertTrue(earlier.belongsTo(withUid(pod, "1")));
    }

    private static Pod withUid(Pod pod, String uid) {
        return new Pod(
                pod.key(),
                uid,
                pod.node(),
                pod.serviceAccount(),
                pod.labels(),
                pod.ips(),
                false,
                PodPhase.RUNNING,
                List.of());
    }

    @Test
    void t35AnAddressTheCniServerGaveOutCountsBeforeTheApiShowsIt() {
        cluster.pod("y/starting n1 pod=a", false, PodPhase.PENDING).policy("y/p", FROM_A_PODS);
        Program program = compile("y/starting", "", "10.244.2.70");
        assertTrue(
                program.sets().keySet().stream()
                        .anyMatch(
                                set ->
                                        program.members(set)
                                                .contains(
                                                        new Member.Address(
                                                                IpAddress.parse("10.244.2.70")))));
    }

    @Test
    void aForgedSourceAddressIsDropped() {
        Program program = compile("x/a", "", "10.244.1.9");
        Verdict verdict = decide(program, "x/a -> y/a TCP/80");
        assertFalse(verdict.allowed());
        assertTrue(
                verdict.trace().getLast().text().contains("is not among"),
                verdict.trace().toString());
    }

    private Program compile(String pod, String uid, String ip) {
        String[] parts = pod.split("/");
        Endpoint endpoint =
                new Endpoint(
                        new PodKey(parts[0], parts[1]), uid, "cali1", List.of(IpAddress.parse(ip)));
        CalcGraph graph = new CalcGraph("n1");
        cluster.state()
                .resources()
                .forEach((key, value) -> graph.onUpdate(Delta.put(key, value), ""));
        graph.onUpdate(Delta.put(endpoint.resourceKey(), endpoint), "");
        graph.onInSync();
        Program program = new Program("n1");
        program.apply(graph.flush().updates());
        return program;
    }

    private Verdict decide(Program program, String flow) {
        return Interpreter.decide(program, cluster.flow(flow, IpFamily.IPV4));
    }
}
