package io.gingham.policy.calc;

import static io.gingham.policy.calc.Fixtures.atStage;
import static io.gingham.policy.calc.Fixtures.endpoint;
import static io.gingham.policy.calc.Fixtures.hostEndpoint;
import static io.gingham.policy.calc.Fixtures.inNamespace;
import static io.gingham.policy.calc.Fixtures.inTier;
import static io.gingham.policy.calc.Fixtures.ip;
import static io.gingham.policy.calc.Fixtures.namespace;
import static io.gingham.policy.calc.Fixtures.ordered;
import static io.gingham.policy.calc.Fixtures.pod;
import static io.gingham.policy.calc.Fixtures.policy;
import static io.gingham.policy.calc.Fixtures.staged;
import static io.gingham.policy.calc.Fixtures.withUid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gingham.delta.Delta;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Tier;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Gates, groups and receipts.
class CalcGraphTest {

    private static final ResourceKey NAMESPACE = Namespace.key("x");

    private final FedGraph graph = new FedGraph();

    @Test
    void saysNothingBeforeItIsInSync() {
        graph.put(namespace(), pod("a", 1, "app=web"), endpoint("a", 1));

        assertEquals(Flush.NOTHING, graph.flush());
        graph.onInSync();
        assertEquals(Set.of("calia"), graph.flushed().endpoints().keySet());
    }

    @Test
    void aPodThatNoPolicyIsForIsOpen() {
        graph.start(namespace(), pod("a", 1), endpoint("a", 1));

        assertEquals(
                new EndpointProgram(
                        "calia",
                        new PodKey("x", "a"),
                        List.of(ip(1)),
                        new Gate.Open(),
                        new Gate.Open()),
                graph.program().endpoints().get("calia"));
    }

    @Test
    void aPodThatIsNotShownIsClosedInBothDirections() {
        graph.start(namespace(), endpoint("a", 1));

        assertInstanceOf(Gate.Closed.class, graph.gate("a", Direction.INGRESS));
        assertInstanceOf(Gate.Closed.class, graph.gate("a", Direction.EGRESS));
    }

    @Test
    void anEarlierPodsInterfaceIsClosed() {
        Endpoint earlier = new Endpoint(new PodKey("x", "a"), "u1", "calia", List.of(ip(1)));
        graph.start(namespace(), withUid(pod("a", 1), "u2"), earlier);

        assertEquals(
                new Gate.Closed("the API server shows another pod of this name (uid u2)"),
                graph.gate("a", Direction.INGRESS));
    }

    @Test
    void aPodIsClosedUntilItsNamespaceIsShown() {
        graph.start(pod("a", 1), endpoint("a", 1));
        assertInstanceOf(Gate.Closed.class, graph.gate("a", Direction.INGRESS));

        graph.put(namespace());
        graph.flushed();
        assertEquals(new Gate.Open(), graph.gate("a", Direction.INGRESS));
        graph.remove(NAMESPACE);
        graph.flushed();
        assertInstanceOf(Gate.Closed.class, graph.gate("a", Direction.INGRESS));
    }

    @Test
    void aPolicyClosesTheDirectionItHasAndNoOther() {
        graph.start(namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()"));

        assertInstanceOf(Gate.Governed.class, graph.gate("a", Direction.INGRESS));
        assertEquals(new Gate.Open(), graph.gate("a", Direction.EGRESS));
    }

    @Test
    void endpointsThatTheSamePoliciesGovernShareAGroup() {
        graph.start(
                namespace(),
                pod("a", 1),
                pod("b", 2),
                pod("c", 3, "app=web"),
                endpoint("a", 1),
                endpoint("b", 2),
                endpoint("c", 3),
                policy("all", "all()"),
                policy("web", "app == 'web'"));

        assertEquals(graph.gate("a", Direction.INGRESS), graph.gate("b", Direction.INGRESS));
        assertNotEquals(graph.gate("a", Direction.INGRESS), graph.gate("c", Direction.INGRESS));
        assertEquals(2, graph.program().groups().size());
    }

    @Test
    void policiesOfATierStandInOrderAndThoseOfOneOrderByName() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                ordered(policy("b", "all()"), 1),
                ordered(policy("a", "all()"), 1),
                ordered(policy("z", "all()"), 0.5),
                policy("last", "all()"));

        assertEquals(
                List.of("z", "a", "b", "last"), graph.names(graph.group("a").tiers().getFirst()));
    }

    /// Two kinds whose names are the same word.
    @Test
    void policiesThatNothingElseTellsApartStandByTheirKind() {
        Policy calicos = inNamespace(policy("p", "all()"), ResourceKind.NETWORK_POLICY);
        Policy kubernetes =
                inNamespace(policy("p", "all()"), ResourceKind.KUBERNETES_NETWORK_POLICY);
        for (List<Policy> order :
                List.of(List.of(calicos, kubernetes), List.of(kubernetes, calicos))) {
            FedGraph other = new FedGraph();
            other.start(namespace(), pod("a", 1), endpoint("a", 1));
            order.forEach(
                    policy -> {
                        other.put(policy);
                        other.flushed();
                    });
            assertEquals(
                    List.of(ResourceKind.KUBERNETES_NETWORK_POLICY, ResourceKind.NETWORK_POLICY),
                    other.group("a").tiers().getFirst().chains().stream()
                            .map(id -> other.program().chain(id).resource().kind())
                            .toList());
        }
    }

    @Test
    void tiersStandInOrderAndThoseThatNobodyMadeGoLast() {
        graph.start(
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
                graph.group("a").tiers().stream()
                        .map(t -> t.tier() + " " + t.defaultAction())
                        .toList());
    }

    @Test
    void aTierThatMovesMovesInTheGroups() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                inTier(policy("p1", "all()"), "default"),
                inTier(policy("p2", "all()"), "t"),
                new Tier("t", 1, Action.PASS));
        assertEquals("t", graph.group("a").tiers().getFirst().tier());

        graph.put(new Tier("t", 2_000_000, Action.DENY));
        graph.flushed();
        assertEquals("default", graph.group("a").tiers().getFirst().tier());
        assertEquals(Action.DENY, graph.group("a").tiers().getLast().defaultAction());
    }

    @Test
    void aStagedPolicyIsInNoProgram() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                staged(policy("p", "all()"), Optional.of(Policy.StagedAction.SET)));
        assertEquals(new Gate.Open(), graph.gate("a", Direction.INGRESS));

        graph.put(policy("p", "all()"));
        assertEquals(1, graph.flushed().chains().size());
    }

    @Test
    void untrackedPoliciesGovernHostEndpointsOnlyAndHaveNoDefaultAction() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                hostEndpoint("n1"),
                atStage(policy("p", "all()"), Stage.UNTRACKED));

        assertEquals(new Gate.Open(), graph.gate("a", Direction.INGRESS));
        Gate untracked = graph.host().untracked().ingress();
        String group = assertInstanceOf(Gate.Governed.class, untracked).group();
        assertEquals(Action.PASS, graph.program().group(group).tiers().getFirst().defaultAction());
        assertEquals(new Gate.Open(), graph.host().untracked().egress());
        assertEquals(new Gate.Open(), graph.host().preDnat());
        assertEquals(new Gate.Open(), graph.host().forwarded().ingress());
    }

    @Test
    void aHostEndpointWithoutPoliciesEndsInItsProfiles() {
        graph.start(hostEndpoint("n1", "p1", "p2"));

        Gate local = graph.host().local().egress();
        PolicyGroup group =
                graph.program().group(assertInstanceOf(Gate.Governed.class, local).group());
        assertEquals(List.of(), group.tiers());
        List<String> chains =
                assertInstanceOf(PolicyGroup.End.Profiles.class, group.end()).chains();
        assertEquals(
                List.of("Profile p1 does not exist", "Profile p2 does not exist"),
                chains.stream().map(id -> graph.program().chain(id).problem()).toList());
    }

    @Test
    void whatIsPutAsItWasChangesNothing() {
        graph.start(
                namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()", "app == 'web'"));

        graph.put(namespace(), pod("a", 1), endpoint("a", 1), policy("p", "all()", "app == 'web'"));
        assertEquals(List.of(), graph.updates());
    }

    @Test
    void theRemovalOfWhatWasNeverThereChangesNothing() {
        graph.start(namespace());

        graph.remove(pod("a", 1).resourceKey());
        graph.remove(policy("p", "all()").key());
        graph.remove(hostEndpoint("n1").resourceKey());
        assertEquals(List.of(), graph.updates());
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
}
