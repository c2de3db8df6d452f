package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.StatusDraft;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.FakeRuleBackend;
import io.gingham.dataplane.RuleBackend;
import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.Scenario;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The driver of policy with a kernel and a cluster in memory.
class PolicyPartTest {

    private static final List<IpFamily> BOTH = List.of(IpFamily.values());

    /// What happened, in its order.
    private final List<String> story = new ArrayList<>();

    private final PolicyInbox inbox = new PolicyInbox();
    private final FakeFeed cluster = new FakeFeed(inbox);
    private final List<WorkloadEndpoint> wired = new ArrayList<>();
    private FakeRuleBackend kernel = new FakeRuleBackend(story::add);
    private @Nullable FakeRuleBackend other;
    private final FakeChoice choice = new FakeChoice();
    private String failure = "";
    private final PolicyPart part =
            new PolicyPart(
                    "n1",
                    cluster,
                    () -> List.copyOf(wired),
                    inbox,
                    choice,
                    addresses -> {
                        story.add("forget " + addresses);
                        return 1;
                    },
                    in -> {},
                    () -> failure,
                    () -> story.add("written"));

    private final class FakeChoice implements BackendChoice {
        @Override
        public RuleBackend backend() {
            return kernel;
        }

        @Override
        public void look() {
            if (other != null) {
                kernel = other;
            }
        }

        @Override
        public List<IpFamily> families() {
            return BOTH;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void fill() {
        Scenario.ofThreeByThree()
                .policy("x/p", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")
                .state()
                .resources()
                .values()
                .forEach(cluster::put);
    }

    private Pod pod(String name) {
        return cluster.resources().stream()
                .filter(r -> r instanceof Pod p && p.key().toString().equals(name))
                .map(Pod.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private WorkloadEndpoint wire(String name) {
        Pod pod = pod(name);
        WorkloadEndpoint endpoint =
                new WorkloadEndpoint(
                        "c-" + name,
                        "eth0",
                        pod.key().namespace(),
                        pod.key().name(),
                        "",
                        "cali" + name.replace('/', '-'),
                        pod.ips(),
                        "/run/netns/" + name,
                        "pods",
                        Instant.EPOCH);
        wired.add(endpoint);
        return endpoint;
    }

    private void run() {
        run(false);
    }

    private void run(boolean refresh) {
        story.clear();
        part.run(refresh);
    }

    /// As the loop does.
    private void runAndFail() {
        failure = String.valueOf(assertThrows(DataplaneException.class, this::run).getMessage());
    }

    private boolean kernelIsAsItShouldBe() {
        return kernel.holds(new Wanted(part.program().program(), RulesConfig.DEFAULT, BOTH));
    }

    private PolicyGate gate() {
        return part.gate(Runnable::run, () -> {});
    }

    private AgentStatus status() {
        StatusDraft draft = new StatusDraft();
        part.show(draft);
        return draft.finish("n1", 1, 1, List.of());
    }

    @Test
    void nothingIsWrittenBeforeEveryKindHasBeenListed() {
        cluster.inSync = false;
        WorkloadEndpoint a = wire("x/a");
        run();
        assertEquals(List.of(), story);
        assertTrue(part.inForce().isEmpty());
        assertEquals("policy is not in the kernel yet: ", part.health("").obstacle().orElseThrow());
        assertEquals("the API server's objects have not all been listed yet", gate().obstacle(a));
        assertFalse(status().inSync());
    }

    @Test
    void theKernelIsWrittenThenAddsGoThroughThenConnectionsAreForgotten() {
        WorkloadEndpoint a = wire("x/a");
        run();
        wired.remove(a);
        WorkloadEndpoint c = wire("x/c");
        CompletableFuture<Void> add = gate().enforced(c);
        add.thenRun(() -> story.add("add"));
        run();
        assertEquals(List.of("apply", "add", "written", "tidy"), story.subList(0, 4));
        assertEquals("forget [10.244.1.1, fd00:1::1]", sorted(story.get(4)));
        assertTrue(kernelIsAsItShouldBe());
    }

    @Test
    void connectionsOfTheAddressThatANewPodHasAreForgottenBeforeItsAddGoesThrough() {
        WorkloadEndpoint a = wire("x/a");
        run();
        wired.remove(a);
        WorkloadEndpoint next =
                new WorkloadEndpoint(
                        "another sandbox",
                        "eth0",
                        a.namespace(),
                        a.pod(),
                        "",
                        "calinext",
                        a.ips(),
                        "/run/netns/next",
                        "pods",
                        Instant.EPOCH);
        wired.add(next);
        CompletableFuture<Void> add = gate().enforced(next);
        add.thenRun(() -> story.add("add"));
        run();
        assertEquals(
                List.of("apply", "forget [10.244.1.1, fd00:1::1]", "add", "written", "tidy"),
                List.of(
                        story.get(0),
                        sorted(story.get(1)),
                        story.get(2),
                        story.get(3),
                        story.get(4)));
        assertTrue(kernelIsAsItShouldBe());
    }

    private static String sorted(String forget) {
        return forget.contains("[fd00") ? "forget [10.244.1.1, fd00:1::1]" : forget;
    }

    @Test
    void aReceiptComesWhenTheKernelHasIt() {
        wire("x/a");
        run();
        Resource policy = Scenario.convert("x/q", "{podSelector: {}}").resource();
        String version = cluster.put(policy);
        String name = policy.resourceKey().kind().resourceName();
        kernel.refuse("the kernel is full");
        runAndFail();
        assertFalse(status().inForce().getOrDefault(name, Map.of()).containsKey("x/q"));
        run();
        assertEquals(
                version,
                String.valueOf(status().inForce().getOrDefault(name, Map.of()).get("x/q")));
        assertTrue(kernelIsAsItShouldBe());
        cluster.remove(policy);
        run();
        assertFalse(status().inForce().getOrDefault(name, Map.of()).containsKey("x/q"));
    }

    @Test
    void aPodDoesNotStartWhileTheKernelRefuses() {
        run();
        WorkloadEndpoint a = wire("x/a");
        CompletableFuture<Void> add = gate().enforced(a);
        for (boolean halfWay : List.of(false, true)) {
            if (halfWay) {
                kernel.refuseHalfWay("no memory");
            } else {
                kernel.refuse("no memory");
            }
            runAndFail();
            assertFalse(add.isDone());
            assertEquals(List.of("refused"), story);
            assertEquals("no memory", gate().obstacle(a));
            assertEquals(
                    "policy can't be brought into the kernel: no memory",
                    gate().unready().orElseThrow());
            assertEquals(
                    "policy can't be brought into the kernel: no memory",
                    part.health(failure).obstacle().orElseThrow());
        }
        failure = "";
        run();
        assertTrue(add.isDone());
        assertTrue(kernelIsAsItShouldBe());
        assertEquals(Health.GOOD, part.health(""));
    }

    @Test
    void whatHappenedWhileTheKernelRefusedIsNotLost() {
        wire("x/a");
        run();
        kernel.refuse("once");
        cluster.put(Scenario.convert("x/q", "{podSelector: {}}").resource());
        runAndFail();
        cluster.put(Scenario.convert("x/r", "{podSelector: {}, policyTypes: [Egress]}").resource());
        wire("x/c");
        run();
        assertTrue(kernelIsAsItShouldBe());
        assertEquals("resync", story.getFirst());
    }

    @Test
    void otherSettingsWhileItRunsMakeAllAnew() {
        wire("x/a");
        run();
        run();
        assertEquals("nothing", story.getFirst());
        cluster.pools.put("pods", pool("10.244.0.0/16", true));
        run();
        assertEquals("resync", story.getFirst());
        assertTrue(kernel.contents().chains().containsKey("IPV4 gham-POSTROUTING"));
        cluster.pools.put("pods", pool("10.244.0.0/16", false));
        run();
        assertFalse(kernel.contents().chains().containsKey("IPV4 gham-POSTROUTING"));
        cluster.pools.put("odd", pool("10.300.0.0/16", false));
        run();
        Problem problem = part.health("").problems().getFirst();
        assertEquals("policy-settings", problem.id());
        assertTrue(problem.sentence().startsWith("IPPool odd is left out: "), problem.sentence());
    }

    private static IPPoolSpec pool(String cidr, boolean nat) {
        return new IPPoolSpec(cidr, nat, null);
    }

    @Test
    void encapsulatedPacketsAreBelievedOfNodesAloneAndANodeMoreIsAMemberMore() {
        cluster.pools.put("pods", pool("10.244.0.0/16", false).withVxlan("CrossSubnet"));
        cluster.nodes.add(node("n1", "192.0.2.1"));
        run();
        assertEquals(Set.of("192.0.2.1"), tunnelNodes());
        Chain input = Objects.requireNonNull(kernel.contents().chains().get("IPV4 gham-INPUT"));
        assertEquals(2, input.rules().size());
        assertEquals(
                1,
                Objects.requireNonNull(kernel.contents().chains().get("IPV6 gham-INPUT"))
                        .rules()
                        .size());

        cluster.nodes.add(node("n2", "192.0.2.2"));
        run();
        assertEquals("apply", story.getFirst());
        assertEquals(Set.of("192.0.2.1", "192.0.2.2"), tunnelNodes());
        cluster.nodes.removeLast();
        run();
        assertEquals("apply", story.getFirst());
        assertEquals(Set.of("192.0.2.1"), tunnelNodes());

        cluster.pools.put("pods", pool("10.244.0.0/16", false).withVxlan("Never"));
        run();
        assertFalse(kernel.contents().sets().containsKey("gham4-tunnel-nodes"));
    }

    private Set<String> tunnelNodes() {
        return Objects.requireNonNull(kernel.contents().sets().get("gham4-tunnel-nodes")).stream()
                .map(member -> ((Member.Address) member).address().toString())
                .collect(Collectors.toSet());
    }

    private static ClusterNode node(String name, String address) {
        return new ClusterNode(
                name, List.of(IpAddress.parse(address)), List.of(), Optional.empty(), "");
    }

    @Test
    void aRefreshHealsWhatOthersDid() {
        wire("x/a");
        run();
        kernel.flush();
        run();
        assertFalse(kernelIsAsItShouldBe());
        run(true);
        assertTrue(kernelIsAsItShouldBe());
        assertEquals("resync", story.get(1));
    }

    @Test
    void aCheckSeesWhatOthersDidAndHasItRepaired() {
        WorkloadEndpoint a = wire("x/a");
        run();
        List<String> repairs = new ArrayList<>();
        PolicyGate gate = part.gate(Runnable::run, () -> repairs.add("asked"));
        assertTrue(gate.missing(a).isEmpty());
        kernel.flush();
        assertTrue(gate.missing(a).orElseThrow().contains("somebody else"));
        assertEquals(List.of("asked"), repairs);
        run();
        assertTrue(kernelIsAsItShouldBe());
        assertTrue(gate.missing(a).isEmpty());
    }

    @Test
    void aNodeThatGoesOverToAnotherBackendGetsAllItsRulesThere() {
        wire("x/a");
        run();
        FakeRuleBackend next = new FakeRuleBackend(story::add);
        other = next;
        run();
        assertEquals(List.of(), next.calls());
        run(true);
        assertTrue(kernelIsAsItShouldBe());
        assertEquals("resync", next.calls().getFirst());
    }

    @Test
    void anAgentThatStartsAnewFindsTheKernelAsItShouldBe() {
        wire("x/a");
        run();
        PolicyInbox anew = new PolicyInbox();
        FakeFeed again = new FakeFeed(anew);
        cluster.resources().forEach(again::put);
        PolicyPart restarted =
                new PolicyPart(
                        "n1",
                        again,
                        () -> List.copyOf(wired),
                        anew,
                        choice,
                        addresses -> {
                            throw new AssertionError("nobody is gone: " + addresses);
                        },
                        in -> {},
                        () -> "",
                        () -> {});
        restarted.run(false);
        StatusDraft draft = new StatusDraft();
        restarted.show(draft);
        assertEquals(0, draft.finish("n1", 1, 1, List.of()).kernel().ruleLines());
        assertEquals(0, draft.finish("n1", 1, 1, List.of()).kernel().setLines());
    }

    @Test
    void aWatchThatListsAgainWritesNothing() {
        wire("x/a");
        run();
        cluster.listAgain();
        run();
        assertEquals("nothing", story.getFirst());
        assertEquals(Set.of("nothing", "written", "tidy"), Set.copyOf(story));
    }

    @Test
    void whatIsNotUnderstoodIsAProblemAsLongAsItIsThere() {
        Resource policy = Scenario.convert("x/q", "{podSelector: {}}").resource();
        cluster.put(policy, "spec.ingress[0].ports: expected a list");
        run();
        Problem problem = part.health("").problems().getFirst();
        assertEquals("not-understood", problem.id());
        assertTrue(problem.sentence().endsWith("expected a list"), problem.sentence());
        cluster.put(policy);
        run();
        assertEquals(List.of(), part.health("").problems());
    }

    @Test
    void thePodOfAnEndpointThatIsNotKnownYetIsNotEnforced() {
        WorkloadEndpoint unknown =
                new WorkloadEndpoint(
                        "c9",
                        "eth0",
                        "x",
                        "late",
                        "",
                        "cali9",
                        List.of(IpAddress.parse("10.244.9.9")),
                        "/run/netns/9",
                        "pods",
                        Instant.EPOCH);
        wired.add(unknown);
        run();
        CompletableFuture<Void> add = gate().enforced(unknown);
        assertFalse(add.isDone());
        assertTrue(
                gate().obstacle(unknown).contains("is it bound to this node"),
                gate().obstacle(unknown));
        assertEquals(
                Map.of("x/late", false),
                Map.of(
                        status().endpoints().getFirst().pod(),
                        status().endpoints().getFirst().enforced()));
    }

    @Test
    void anInterfaceThatNoRuleWouldSeeStopsTheRunAndNothingIsLost() {
        wire("x/a");
        run();
        WorkloadEndpoint odd =
                new WorkloadEndpoint(
                        "c9",
                        "eth0",
                        "x",
                        "c",
                        "",
                        "veth9",
                        pod("x/c").ips(),
                        "",
                        "",
                        Instant.EPOCH);
        wired.add(odd);
        assertThrows(IllegalArgumentException.class, this::run);
        wired.remove(odd);
        wire("x/c");
        run();
        assertTrue(kernelIsAsItShouldBe());
    }
}
