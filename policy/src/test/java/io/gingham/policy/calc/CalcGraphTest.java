package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Tier;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.HostEndpointProgram;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CalcGraphTest {

    private static final ResourceKey NAMESPACE = Namespace.key("x");

    private final CalcGraph graph = new CalcGraph("n1");
    private final Program program = new Program("n1");
    private int version;

    @Test
    void saysNothingBeforeItIsInSync() {
        put(namespace(), pod("a", 1, "app=web"), endpoint("a", 1));

        assertEquals(Flush.NOTHING, graph.flush());
        graph.onInSync();
        assertEquals(Set.of("calia"), flushed().endpoints().keySet());
    }

    @Test
    void aPodThatNoPolicyIsForIsOpen() {
        start(namespace(), pod("a", 1), endpoint("a", 1));

        assertEquals(
                new EndpointProgram(
                        "calia",
                        new PodKey("x", "a"),
                        List.of(ip(1)),
                        new Gate.Open(),
                        new Gate.Open()),
                program.endpoints().get("calia"));
    }

    @Test
    void aPodThatIsNotShownIsClosedInBothDirections() {
        start(namespace(), endpoint("a", 1));

        assertInstanceOf(Gate.Closed.class, gate("a", Direction.INGRESS));
        assertInstanceOf(Gate.Closed.class, gate("a", Direction.EGRESS));
    }

    @Test
    void anEarlierPodsInterfaceIsClosed() {
        Endpoint earlier = new Endpoint(new PodKey("x", "a"), "u1", "calia", List.of(ip(1)));
        start(namespace(), withUid(pod("a", 1), "u2"), earlier);

        assertEquals(
                new Gate.Closed("the API server shows another pod of this name (uid u2)"),
                gate("a", Direction.INGRESS));
    }

    @Test
    void aPodIsClosedUntilItsNamespaceIsShown() {
        start(pod("a", 1), endpoint("a", 1));
        assertInstanceOf(Gate.Closed.class, gate("a", Direction.INGRESS));

        put(namespace());
        flushed();
        assertEquals(new Gate.Open(), gate("a", Direction.INGRESS));
        remove(NAMESPACE);
        flushed();
        assertInstanceOf(Gate.Closed.class, gate("a", Direction.INGRESS));
    }

    @Test
    void aPolicyClosesTheDirectionItHasAndNoOther() {
        start(namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()"));

        assertInstanceOf(Gate.Governed.class, gate("a", Direction.INGRESS));
        assertEquals(new Gate.Open(), gate("a", Direction.EGRESS));
    }

    @Test
    void onlyPoliciesThatGovernAnEndpointHereAreCompiled() {
        start(
                namespace(),
                pod("a", 1, "app=web"),
                pod("b", 2, "app=db"),
                endpoint("a", 1),
                policy("here", "app == 'web'", "app == 'db'"),
                policy("elsewhere", "app == 'db'", "app == 'web'"));

        assertEquals(1, program.chains().size());
        assertEquals(1, program.sets().size());
    }

    @Test
    void endpointsThatTheSamePoliciesGovernShareAGroup() {
        start(
                namespace(),
                pod("a", 1),
                pod("b", 2),
                pod("c", 3, "app=web"),
                endpoint("a", 1),
                endpoint("b", 2),
                endpoint("c", 3),
                policy("all", "all()"),
                policy("web", "app == 'web'"));

        assertEquals(gate("a", Direction.INGRESS), gate("b", Direction.INGRESS));
        assertNotEquals(gate("a", Direction.INGRESS), gate("c", Direction.INGRESS));
        assertEquals(2, program.groups().size());
    }

    @Test
    void policiesOfATierStandInOrderAndThoseOfOneOrderByName() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                ordered(policy("b", "all()"), 1),
                ordered(policy("a", "all()"), 1),
                ordered(policy("z", "all()"), 0.5),
                policy("last", "all()"));

        assertEquals(List.of("z", "a", "b", "last"), names(group("a").tiers().getFirst()));
    }

    @Test
    void tiersStandInOrderAndThoseThatNobodyMadeGoLast() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                inTier(policy("p1", "all()"), "unmade"),
                inTier(policy("p2", "all()"), "kube-baseline"),
                inTier(policy("p3", "all()"), "default"),
                inTier(policy("p4", "all()"), "early"),
                new Tier("early", 1, Action.PASS));

        assertEquals(
                List.of("early Pass", "default Deny", "kube-baseline Pass", "unmade Deny"),
                group("a").tiers().stream().map(t -> t.tier() + " " + t.defaultAction()).toList());
    }

    @Test
    void aTierThatMovesMovesInTheGroups() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                inTier(policy("p1", "all()"), "default"),
                inTier(policy("p2", "all()"), "t"),
                new Tier("t", 1, Action.PASS));
        assertEquals("t", group("a").tiers().getFirst().tier());

        put(new Tier("t", 2_000_000, Action.DENY));
        flushed();
        assertEquals("default", group("a").tiers().getFirst().tier());
        assertEquals(Action.DENY, group("a").tiers().getLast().defaultAction());
    }

    @Test
    void aStagedPolicyIsInNoProgram() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                staged(policy("p", "all()"), Optional.of(Policy.StagedAction.SET)));
        assertEquals(new Gate.Open(), gate("a", Direction.INGRESS));

        put(policy("p", "all()"));
        assertEquals(1, flushed().chains().size());
    }

    @Test
    void untrackedPoliciesGovernHostEndpointsOnlyAndHaveNoDefaultAction() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                hostEndpoint("n1"),
                atStage(policy("p", "all()"), Stage.UNTRACKED));

        assertEquals(new Gate.Open(), gate("a", Direction.INGRESS));
        Gate untracked = host().untracked().ingress();
        String group = assertInstanceOf(Gate.Governed.class, untracked).group();
        assertEquals(Action.PASS, program.group(group).tiers().getFirst().defaultAction());
        assertEquals(new Gate.Open(), host().untracked().egress());
        assertEquals(new Gate.Open(), host().preDnat());
        assertEquals(new Gate.Open(), host().forwarded().ingress());
    }

    @Test
    void aHostEndpointWithoutPoliciesEndsInItsProfiles() {
        start(hostEndpoint("n1", "p1", "p2"));

        Gate local = host().local().egress();
        PolicyGroup group = program.group(assertInstanceOf(Gate.Governed.class, local).group());
        assertEquals(List.of(), group.tiers());
        List<String> chains =
                assertInstanceOf(PolicyGroup.End.Profiles.class, group.end()).chains();
        assertEquals(
                List.of("Profile p1 does not exist", "Profile p2 does not exist"),
                chains.stream().map(id -> program.chain(id).problem()).toList());
    }

    @Test
    void aHostEndpointOfAnotherNodeIsAPeerOnly() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                hostEndpoint("n2"),
                policy("p", "has(projectcalico.org/orchestrator)", "host == 'yes'"));

        assertEquals(Map.of(), program.hostEndpoints());
        assertEquals(Set.of(new Member.Net(IpPrefix.parse("192.168.0.1/32"))), onlyMembers());
    }

    @Test
    void anAddressThatTwoPodsHaveStaysUntilBothAreGone() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 7, "app=web"),
                pod("c", 7, "app=web"),
                policy("p", "all()", "app == 'web'"));
        Set<Member> both = Set.copyOf(onlyMembers());

        remove(pod("b", 7).resourceKey());
        assertEquals(List.of(), updates());
        assertEquals(both, onlyMembers());
        remove(pod("c", 7).resourceKey());
        flushed();
        assertEquals(Set.of(), onlyMembers());
    }

    @Test
    void aCompletedPodAndOneOnTheHostsNetworkAreNoMembers() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 2, "app=web"),
                policy("p", "all()", "app == 'web'"));
        assertEquals(1, onlyMembers().size());

        put(completed(pod("b", 2, "app=web")));
        flushed();
        assertEquals(Set.of(), onlyMembers());
    }

    @Test
    void aLocalPodsAddressIsAMemberBeforeTheApiServerShowsIt() {
        start(
                namespace(),
                withoutAddresses(pod("a", 1, "app=web")),
                endpoint("a", 1),
                policy("p", "all()", "app == 'web'"));

        assertEquals(Set.of(new Member.Net(IpPrefix.host(ip(1)))), onlyMembers());
    }

    @Test
    void aSetThatAnotherPolicyTakesOverIsNotRebuilt() {
        start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 2, "app=web"),
                policy("p", "all()", "app == 'web'"));

        remove(policy("p", "all()").key());
        put(policy("q", "all()", "app == 'web'"));
        List<ProgramUpdate> updates = updates();
        assertEquals(
                List.of("ChainPut", "GroupPut", "EndpointPut", "GroupRemoved", "ChainRemoved"),
                updates.stream().map(update -> update.getClass().getSimpleName()).toList());
    }

    @Test
    void whatIsPutAsItWasChangesNothing() {
        start(namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()", "app == 'web'"));

        put(namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()", "app == 'web'"));
        assertEquals(List.of(), updates());
    }

    @Test
    void theRemovalOfWhatWasNeverThereChangesNothing() {
        start(namespace());

        remove(pod("a", 1).resourceKey());
        remove(policy("p", "all()").key());
        remove(hostEndpoint("n1").resourceKey());
        assertEquals(List.of(), updates());
    }

    @Test
    void everyVersionThatWasGivenLastIsReceipted() {
        graph.onInSync();
        graph.onUpdate(Delta.put(NAMESPACE, namespace()), "7");
        graph.onUpdate(Delta.put(NAMESPACE, namespace()), "8");
        graph.onUpdate(Delta.remove(pod("a", 1).resourceKey()), "9");

        assertEquals(
                Map.of(NAMESPACE, "8", pod("a", 1).resourceKey(), "9"), graph.flush().receipts());
        assertEquals(Map.of(), graph.flush().receipts());
    }

    private void start(Resource... resources) {
        put(resources);
        graph.onInSync();
        flushed();
    }

    private void put(Resource... resources) {
        for (Resource resource : resources) {
            graph.onUpdate(Delta.put(resource.resourceKey(), resource), "" + ++version);
        }
    }

    private void remove(ResourceKey key) {
        graph.onUpdate(Delta.remove(key), "" + ++version);
    }

    private Program flushed() {
        updates();
        return program;
    }

    private List<ProgramUpdate> updates() {
        List<ProgramUpdate> updates = graph.flush().updates();
        program.apply(updates);
        ProgramChecks.check(updates, program);
        return updates;
    }

    private Gate gate(String pod, Direction direction) {
        return endpointProgram(pod).gate(direction);
    }

    private EndpointProgram endpointProgram(String pod) {
        return Optional.ofNullable(program.endpoints().get("cali" + pod)).orElseThrow();
    }

    private HostEndpointProgram host() {
        return program.hostEndpoints().values().iterator().next();
    }

    /// Of the pod's ingress.
    private PolicyGroup group(String pod) {
        return program.group(
                assertInstanceOf(Gate.Governed.class, gate(pod, Direction.INGRESS)).group());
    }

    private List<String> names(PolicyGroup.TierStep tier) {
        return tier.chains().stream().map(id -> program.chain(id).resource().name()).toList();
    }

    private Set<Member> onlyMembers() {
        assertEquals(1, program.sets().size());
        return program.members(program.sets().firstKey());
    }

    private static IpAddress ip(int last) {
        return IpAddress.parse("10.0.0." + last);
    }

    private static Namespace namespace() {
        return new Namespace("x", Map.of());
    }

    private static Pod pod(String name, int last, String... labels) {
        return Fixtures.pod(name, List.of(ip(last)), labels);
    }

    private static Pod withUid(Pod pod, String uid) {
        return Fixtures.pod(pod, uid, pod.ips(), pod.phase());
    }

    private static Pod completed(Pod pod) {
        return Fixtures.pod(pod, pod.uid(), pod.ips(), PodPhase.SUCCEEDED);
    }

    private static Pod withoutAddresses(Pod pod) {
        return Fixtures.pod(pod, pod.uid(), List.of(), pod.phase());
    }

    private static Endpoint endpoint(String pod, int last) {
        return new Endpoint(new PodKey("x", pod), "", "cali" + pod, List.of(ip(last)));
    }

    private static HostEndpoint hostEndpoint(String node, String... profiles) {
        return new HostEndpoint(
                "h",
                node,
                "eth0",
                List.of(IpAddress.parse("192.168.0.1")),
                Map.of("host", "yes"),
                List.of(profiles),
                List.of());
    }

    private static Policy policy(String name, String subject, String... from) {
        return Fixtures.ingress(name, subject, from);
    }

    private static Policy ordered(Policy policy, double order) {
        return Fixtures.policy(policy, policy.tier(), order, policy.stage(), policy.staged());
    }

    private static Policy inTier(Policy policy, String tier) {
        return Fixtures.policy(policy, tier, policy.order(), policy.stage(), policy.staged());
    }

    private static Policy staged(Policy policy, Optional<Policy.StagedAction> staged) {
        return Fixtures.policy(policy, policy.tier(), policy.order(), policy.stage(), staged);
    }

    private static Policy atStage(Policy policy, Stage stage) {
        return Fixtures.policy(policy, policy.tier(), policy.order(), stage, policy.staged());
    }
}
