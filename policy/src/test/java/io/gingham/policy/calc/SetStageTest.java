package io.gingham.policy.calc;

import static io.gingham.policy.calc.Fixtures.completed;
import static io.gingham.policy.calc.Fixtures.endpoint;
import static io.gingham.policy.calc.Fixtures.hostEndpoint;
import static io.gingham.policy.calc.Fixtures.ip;
import static io.gingham.policy.calc.Fixtures.namespace;
import static io.gingham.policy.calc.Fixtures.pod;
import static io.gingham.policy.calc.Fixtures.policy;
import static io.gingham.policy.calc.Fixtures.withUid;
import static io.gingham.policy.calc.Fixtures.withoutAddresses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the sets hold that a graph makes.
class SetStageTest {

    private final FedGraph graph = new FedGraph();

    @Test
    void onlyPoliciesThatGovernAnEndpointHereAreCompiled() {
        graph.start(
                namespace(),
                pod("a", 1, "app=web"),
                pod("b", 2, "app=db"),
                endpoint("a", 1),
                policy("here", "app == 'web'", "app == 'db'"),
                policy("elsewhere", "app == 'db'", "app == 'web'"));

        assertEquals(1, graph.program().chains().size());
        assertEquals(1, graph.program().sets().size());
    }

    @Test
    void aHostEndpointOfAnotherNodeIsAPeerOnly() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                hostEndpoint("n2"),
                policy("p", "has(projectcalico.org/orchestrator)", "host == 'yes'"));

        assertEquals(Map.of(), graph.program().hostEndpoints());
        assertEquals(Set.of(new Member.Net(IpPrefix.parse("192.168.0.1/32"))), graph.onlyMembers());
    }

    @Test
    void anAddressThatTwoPodsHaveStaysUntilBothAreGone() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 7, "app=web"),
                pod("c", 7, "app=web"),
                policy("p", "all()", "app == 'web'"));
        Set<Member> both = Set.copyOf(graph.onlyMembers());

        graph.remove(pod("b", 7).resourceKey());
        assertEquals(List.of(), graph.updates());
        assertEquals(both, graph.onlyMembers());
        graph.remove(pod("c", 7).resourceKey());
        graph.flushed();
        assertEquals(Set.of(), graph.onlyMembers());
    }

    @Test
    void aCompletedPodAndOneOnTheHostsNetworkAreNoMembers() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 2, "app=web"),
                policy("p", "all()", "app == 'web'"));
        assertEquals(1, graph.onlyMembers().size());

        graph.put(completed(pod("b", 2, "app=web")));
        graph.flushed();
        assertEquals(Set.of(), graph.onlyMembers());
    }

    @Test
    void aLocalPodsAddressIsAMemberBeforeTheApiServerShowsIt() {
        graph.start(
                namespace(),
                withoutAddresses(pod("a", 1, "app=web")),
                endpoint("a", 1),
                policy("p", "all()", "app == 'web'"));

        assertEquals(Set.of(new Member.Net(IpPrefix.host(ip(1)))), graph.onlyMembers());
    }

    @Test
    void aSetThatAnotherPolicyTakesOverIsNotRebuilt() {
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                pod("b", 2, "app=web"),
                policy("p", "all()", "app == 'web'"));

        graph.remove(policy("p", "all()").key());
        graph.put(policy("q", "all()", "app == 'web'"));
        List<ProgramUpdate> updates = graph.updates();
        assertEquals(
                List.of("ChainPut", "GroupPut", "EndpointPut", "GroupRemoved", "ChainRemoved"),
                updates.stream().map(update -> update.getClass().getSimpleName()).toList());
    }

    @Test
    void anEarlierPodsInterfaceLendsThePodNoAddress() {
        Endpoint earlier = new Endpoint(new PodKey("x", "b"), "u1", "calib", List.of(ip(9)));
        graph.start(
                namespace(),
                pod("a", 1),
                endpoint("a", 1),
                withUid(pod("b", 2, "app=web"), "u2"),
                earlier,
                policy("p", "all()", "app == 'web'"));

        assertEquals(Set.of(new Member.Net(IpPrefix.host(ip(2)))), graph.onlyMembers());
    }
}
