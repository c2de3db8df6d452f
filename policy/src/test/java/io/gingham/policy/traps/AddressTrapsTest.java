package io.gingham.policy.traps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.policy.Scenario;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.Interpreter;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.policy.program.ProgramUpdate.MembersChanged;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What policies see of a packet: addresses as they are behind any translation; and how many of
/// them there may be.
class AddressTrapsTest {

    private static final String FROM_A_PODS =
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod: a}}}]}]}";

    private final Scenario cluster = Scenario.ofThreeByThree();

    /// A service's port 80 with targetPort 8080 arrives on 8080, and that is the number to write.
    @Test
    void t17ARulesNumberIsThePodsPortNotTheServices() {
        cluster.policy("x/p", "{podSelector: {}, ingress: [{ports: [{port: 80}]}]}")
                .allows("y/a -> x/a TCP/80")
                .denies("y/a -> x/a TCP/8080");
    }

    /// With masquerading (externalTrafficPolicy Cluster, hairpin) the source is a node: no pod's
    /// selector matches it, a block may.
    @Test
    void t24AMasqueradedSourceIsANodeAndNoPod() {
        cluster.policy("x/p", FROM_A_PODS)
                .allows("y/a -> x/a TCP/80")
                .denies("node n2 -> x/a TCP/80");
        cluster.policy(
                        "x/block",
                        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.168.0.0/24}}]}]}")
                .allows("node n2 -> x/a TCP/80");
    }

    /// All addresses of the status count; one of a secondary network, which is not in it, is a
    /// stranger's.
    @Test
    void t47AllAddressesOfTheStatusAreThePods() {
        cluster.pod("y/two n1 10.244.9.1 10.244.9.2 pod=a")
                .policy("x/p", FROM_A_PODS)
                .allows("y/two -> x/a TCP/80", "10.244.9.2 -> x/a TCP/80")
                .denies("172.16.0.1 -> x/a TCP/80");
    }

    /// One set of 100,000 members; a member that comes or goes is one change of it.
    @Test
    void t48AMemberMoreOrLessInAHundredThousandIsOneChange() {
        CalcGraph graph = new CalcGraph("n1");
        put(graph, new Namespace("x", Map.of("kubernetes.io/metadata.name", "x")));
        IntStream.range(0, 100_000).forEach(i -> put(graph, pod(i, "a")));
        PodKey server = new PodKey("x", "server");
        List<IpAddress> own = List.of(IpAddress.parse("10.255.0.1"));
        put(graph, pod(server, own, "s"));
        put(graph, new Endpoint(server, "", "cali1", own));
        put(
                graph,
                Scenario.convert(
                                "x/p",
                                "{podSelector: {matchLabels: {pod: s}}, ingress: [{from: [{podSelector: {matchLabels: {pod: a}}}]}]}")
                        .resource());
        graph.onInSync();
        Program program = new Program("n1");
        program.apply(graph.flush().updates());
        String set = program.sets().firstKey();
        assertEquals(100_000, program.members(set).size());

        put(graph, pod(7, "b"));
        List<ProgramUpdate> updates = graph.flush().updates();
        assertEquals(1, updates.size(), () -> "" + updates);
        MembersChanged change = assertInstanceOf(MembersChanged.class, updates.getFirst());
        assertEquals(0, change.added().size());
        assertEquals(1, change.removed().size());
    }

    /// Between two updates of a flush nothing is referred to that isn't there, so a kernel that
    /// takes them in order has at each moment the old rules or the new.
    @Test
    void t44AChangedPolicyIsOneExchangeOfItsChain() {
        CalcGraph graph = new CalcGraph("n1");
        cluster.policy("x/p", FROM_A_PODS);
        cluster.state().resources().values().forEach(resource -> put(graph, resource));
        List<IpAddress> own = List.of(IpAddress.parse("10.244.1.1"), IpAddress.parse("fd00:1::1"));
        put(graph, new Endpoint(new PodKey("x", "a"), "", "cali1", own));
        graph.onInSync();
        Program program = new Program("n1");
        program.apply(graph.flush().updates());

        put(graph, Scenario.convert("x/p", FROM_A_PODS.replace("pod: a", "pod: b")).resource());
        for (ProgramUpdate update : graph.flush().updates()) {
            program.apply(List.of(update));
            boolean a = decides(program, "y/a -> x/a TCP/80");
            boolean b = decides(program, "y/b -> x/a TCP/80");
            assertTrue(a != b, () -> "neither or both after " + update);
        }
        assertTrue(decides(program, "y/b -> x/a TCP/80"));
    }

    private boolean decides(Program program, String flow) {
        return Interpreter.decide(program, cluster.flow(flow, io.gingham.value.IpFamily.IPV4))
                .allowed();
    }

    private static void put(CalcGraph graph, Resource resource) {
        graph.onUpdate(Delta.put(resource.resourceKey(), resource), "");
    }

    private static Pod pod(int number, String label) {
        return pod(
                new PodKey("x", "p" + number), List.of(IpAddress.ipv4(0x0a000000 + number)), label);
    }

    private static Pod pod(PodKey key, List<IpAddress> ips, String label) {
        return new Pod(
                key,
                "",
                "n1",
                "default",
                Map.of("pod", label),
                ips,
                false,
                PodPhase.RUNNING,
                List.of());
    }
}
