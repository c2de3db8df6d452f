package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which pods are peers, and what may be told of what is behind them.
class LocalWorkloadsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final ClusterNode SELF =
            new ClusterNode(
                            "n1",
                            List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                            List.of(IpPrefix.parse("10.244.1.0/24")),
                            Optional.empty(),
                            "")
                    .withLabels(Map.of("rack", "r1"));

    private final Map<String, BGPPeerSpec> peers = new TreeMap<>();
    private final Map<String, BGPFilterSpec> filters = new TreeMap<>();
    private String configuration =
            "{localWorkloadPeeringIPV4: 169.254.0.179, localWorkloadPeeringIPV6: 'fd12::1'}";

    private void peer(String name, String yaml) throws JsonProcessingException {
        peers.put(name, YAML.readValue(yaml, BGPPeerSpec.class));
    }

    private void accept(String name, String cidr) throws JsonProcessingException {
        filters.put(
                name,
                YAML.readValue(
                        "{importV4: [{action: Accept, matchOperator: In, cidr: " + cidr + "}]}",
                        BGPFilterSpec.class));
    }

    private LocalWorkloads read() throws JsonProcessingException {
        return LocalWorkloads.of(
                SELF,
                new BgpSettings(
                        Map.of(
                                "default",
                                YAML.readValue(configuration, BGPConfigurationSpec.class))),
                peers,
                filters);
    }

    private static WorkloadEndpoint wired(String pod, String... ips) {
        return new WorkloadEndpoint(
                "c-" + pod,
                "eth0",
                "vms",
                pod,
                "uid-" + pod,
                "cali-" + pod,
                List.of(ips).stream().map(IpAddress::parse).toList(),
                "",
                "",
                Instant.EPOCH);
    }

    private static Pod pod(String name, String uid, Map<String, String> labels) {
        return new Pod(
                new PodKey("vms", name),
                uid,
                "n1",
                "router",
                labels,
                List.of(),
                false,
                PodPhase.RUNNING,
                List.of());
    }

    private static List<String> names(LocalWorkloads workloads, List<WorkloadEndpoint> wired) {
        List<Resource> resources =
                List.of(
                        new Namespace("vms", Map.of("tenant", "t1")),
                        new ServiceAccount("vms", "router", Map.of("trusted", "yes")),
                        pod("red", "uid-red", Map.of("color", "red")),
                        pod("blue", "uid-blue", Map.of("color", "blue")),
                        pod("old", "uid-of-another", Map.of("color", "red")));
        return WorkloadSessions.of(workloads, wired, resources, Set.of()).all().stream()
                .map(session -> session.peer().name())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "color == 'red' | workload/vms/red",
                "has(color) && projectcalico.org/namespace == 'vms' | workload/vms/red workload/vms/blue",
                "pcns.tenant == 't1' && color == 'blue' | workload/vms/blue",
                "pcsa.trusted == 'yes' && color == 'red' | workload/vms/red",
                "projectcalico.org/serviceaccount == 'router' && color == 'red' | workload/vms/red",
                "projectcalico.org/namespace == 'other' | ''",
                "pcns.tenant == 't2' | ''"
            })
    void podsAreSelectedAsPoliciesSelectThem(String selector, String expected) throws Exception {
        accept("f", "10.123.0.0/16");
        peer(
                "pods",
                "{localWorkloadSelector: \"" + selector + "\", asNumber: 65401, filters: [f]}");
        List<String> names =
                names(
                        read(),
                        List.of(
                                wired("red", "10.244.1.5"),
                                wired("blue", "10.244.1.6"),
                                // Of a pod that the API server does not show any more, or not yet.
                                wired("old", "10.244.1.7"),
                                wired("new", "10.244.1.8")));
        assertEquals(expected == null ? "" : expected.replace("''", ""), String.join(" ", names));
    }

    @Test
    void eachFamilyThatBothEndsHaveIsASessionOfItsOwn() throws Exception {
        accept("f", "10.123.0.0/16");
        peer("pods", "{localWorkloadSelector: has(color), asNumber: 65401, filters: [f]}");
        LocalWorkloads workloads = read();
        assertEquals(
                Map.of(
                        IpFamily.IPV4,
                        IpAddress.parse("169.254.0.179"),
                        IpFamily.IPV6,
                        IpAddress.parse("fd12::1")),
                workloads.addresses());
        assertEquals(
                List.of("workload/vms/red", "workload/vms/red/ipv6"),
                names(workloads, List.of(wired("red", "10.244.1.5", "fd00:244::5"))));
        configuration = "{localWorkloadPeeringIPV6: 'fd12::1'}";
        assertEquals(
                List.of("workload/vms/red/ipv6"),
                names(read(), List.of(wired("red", "10.244.1.5", "fd00:244::5"))));
    }

    @Test
    void theFirstObjectThatSelectsAPodCounts() throws Exception {
        accept("f", "10.123.0.0/16");
        peer("b", "{localWorkloadSelector: all(), asNumber: 65402, filters: [f]}");
        peer("a", "{localWorkloadSelector: color == 'red', asNumber: 65401, filters: [f]}");
        WorkloadSessions sessions =
                WorkloadSessions.of(
                        read(),
                        List.of(wired("red", "10.244.1.5")),
                        List.of(
                                new Namespace("vms", Map.of()),
                                pod("red", "uid-red", Map.of("color", "red"))),
                        Set.of());
        assertEquals(65401, sessions.all().getFirst().peer().asNumber().orElseThrow().value());
        assertEquals(List.of(IpPrefix.parse("10.123.0.0/16")), sessions.sources().get("cali-red"));
    }

    @Test
    void anAddressThatAnotherSessionHasIsSaid() throws Exception {
        accept("f", "10.123.0.0/16");
        peer("pods", "{localWorkloadSelector: all(), asNumber: 65401, filters: [f]}");
        WorkloadSessions sessions =
                WorkloadSessions.of(
                        read(),
                        List.of(wired("red", "10.244.1.5")),
                        List.of(new Namespace("vms", Map.of()), pod("red", "uid-red", Map.of())),
                        Set.of(IpAddress.parse("10.244.1.5")));
        assertEquals(List.of(), sessions.all());
        assertTrue(sessions.problems().getFirst().contains("another session with 10.244.1.5"));
    }

    @Test
    void onlyTheNodesOfTheObjectHaveItsPods() throws Exception {
        accept("f", "10.123.0.0/16");
        accept("g", "10.125.0.0/16");
        peer("one", "{node: n1, localWorkloadSelector: all(), asNumber: 1, filters: [f]}");
        peer("two", "{node: n2, localWorkloadSelector: all(), asNumber: 1, filters: [g]}");
        peer(
                "rack",
                "{nodeSelector: rack == 'r2', localWorkloadSelector: all(), asNumber: 1, filters: [f]}");
        LocalWorkloads workloads = read();
        assertEquals(
                List.of("BGPPeer one"),
                workloads.groups().stream().map(LocalWorkloads.Group::object).toList());
        // What may be behind other nodes' pods is believed of other nodes.
        assertEquals(
                List.of(IpPrefix.parse("10.123.0.0/16"), IpPrefix.parse("10.125.0.0/16")),
                workloads.blocks());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{localWorkloadSelector: all(), filters: [f]} | it needs asNumber",
                "{localWorkloadSelector: color ==, asNumber: 1, filters: [f]} | is no selector",
                "{localWorkloadSelector: all(), peerIP: 192.0.2.9, asNumber: 1} | remove it, or peerIP",
                "{localWorkloadSelector: all(), peerSelector: all(), asNumber: 1} | remove it, or peerIP",
                "{localWorkloadSelector: all(), node: n1, nodeSelector: all(), asNumber: 1} | exclude each other",
                "{localWorkloadSelector: all(), asNumber: 0, filters: [f]} | AS 0 is nobody's",
                "{localWorkloadSelector: all(), asNumber: 1} | no route of its pods is taken",
                "{localWorkloadSelector: all(), asNumber: 1, filters: [nowhere]} | no route of its pods is taken"
            })
    void whatIsWrongIsSaid(String spec, String said) throws Exception {
        accept("f", "10.123.0.0/16");
        peer("pods", spec);
        LocalWorkloads workloads = read();
        assertTrue(
                workloads.problems().stream()
                        .anyMatch(each -> each.startsWith("BGPPeer pods") && each.contains(said)),
                "" + workloads.problems());
    }

    @Test
    void theNodesAddressForPodsMustBeOne() throws Exception {
        accept("f", "10.123.0.0/16");
        peer("pods", "{localWorkloadSelector: all(), asNumber: 1, filters: [f]}");
        configuration = "{}";
        assertTrue(read().problems().getFirst().contains("needs localWorkloadPeeringIPV4 or"));
        for (String wrong : List.of("fd12::1", "0.0.0.0", "nonsense", "127.0.0.1", "224.0.0.5")) {
            configuration = "{localWorkloadPeeringIPV4: '" + wrong + "'}";
            assertEquals(Map.of(), read().addresses(), wrong);
            assertTrue(read().problems().getFirst().contains("'" + wrong + "' is no host's"));
        }
        configuration = "{localWorkloadPeeringIPV6: 'fe80::1'}";
        assertEquals(Map.of(), read().addresses());
    }

    // What may be told.

    private static final WorkloadRules RULES =
            new WorkloadRules(
                    new ImportRules(
                            List.of(IpPrefix.parse("10.244.1.0/24")),
                            List.of(IpPrefix.parse("10.244.2.0/24")),
                            List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("203.0.113.9")),
                            List.of(IpPrefix.parse("10.244.0.0/16")),
                            List.of(IpPrefix.parse("192.0.2.0/24")),
                            ServiceRanges.NONE),
                    List.of(IpPrefix.parse("10.96.0.0/12")),
                    List.of(IpPrefix.parse("0.0.0.0/0")),
                    Map.of(IpFamily.IPV4, IpAddress.parse("192.0.2.1")));

    @ParameterizedTest
    @CsvSource({
        "10.123.0.0/16, true",
        "172.16.0.0/12, true",
        "0.0.0.0/0, false",
        "10.0.0.0/8, false",
        "10.244.1.9/32, false",
        "10.244.2.0/24, false",
        "10.244.0.0/15, false",
        "192.0.2.0/24, false",
        "192.0.2.77/32, false",
        "192.0.0.0/16, false",
        "203.0.113.9/32, false",
        "203.0.113.0/24, false",
        "10.96.0.10/32, false",
        "10.64.0.0/10, false",
        "127.0.0.1/32, false",
        "224.0.0.0/4, false"
    })
    void nothingOfTheClustersIsTakenAndNothingAroundIt(String prefix, boolean taken) {
        assertEquals(taken, RULES.mayBeTold(IpPrefix.parse(prefix)), prefix);
    }

    /// Else a pod could send in the name of any other.
    @Test
    void aBlockThatHoldsSomethingOfTheClustersLetsNoPacketThrough() throws Exception {
        accept("f", "10.123.0.0/16");
        accept("g", "0.0.0.0/0");
        peer("pods", "{localWorkloadSelector: all(), asNumber: 1, filters: [f, g]}");
        LocalWorkloads judged = read().judgedBy(RULES);
        assertEquals(List.of(IpPrefix.parse("10.123.0.0/16")), judged.groups().getFirst().blocks());
        assertTrue(
                judged.problems().getFirst().contains("because of 0.0.0.0/0"),
                "" + judged.problems());
    }

    @Test
    void theNextHopIsThePodAndForOthersTheNode() {
        IpAddress pod = IpAddress.parse("10.244.1.5");
        RouteFilter in = new WorkloadFilters.FromPod(RULES, List.of(pod));
        RouteOrigin ofPod = new RouteOrigin.Peer("workload/vms/red", true);
        IpPrefix prefix = IpPrefix.parse("10.123.0.0/26");
        assertTrue(in.apply(prefix, ofPod, by(pod)).isPresent());
        assertTrue(in.apply(prefix, ofPod, by(IpAddress.parse("10.244.1.6"))).isEmpty());
        assertEquals(
                Optional.of("its next hop is not the pod"),
                in.refusal(prefix, ofPod, by(IpAddress.parse("192.0.2.7"))));
        RouteFilter out =
                new WorkloadFilters.ByThisNode(
                        RULES, new WorkloadFilters.ToldToo(RULES, false, RouteFilter.REJECT_ALL));
        assertEquals(
                Optional.of(IpAddress.parse("192.0.2.1")),
                out.apply(prefix, ofPod, by(pod)).flatMap(PathAttributes::nextHop));
        // Of another node's pods it is told by reflectors only, with the next hop as it was.
        RouteOrigin ofNode = new RouteOrigin.Peer("mesh/n2", false);
        IpAddress node = IpAddress.parse("192.0.2.2");
        assertTrue(out.apply(prefix, ofNode, by(node)).isEmpty());
        assertEquals(
                Optional.of(node),
                new WorkloadFilters.ByThisNode(
                                RULES,
                                new WorkloadFilters.ToldToo(RULES, true, RouteFilter.REJECT_ALL))
                        .apply(prefix, ofNode, by(node))
                        .flatMap(PathAttributes::nextHop));
        assertTrue(
                new WorkloadFilters.OrBehindPods(RULES, RouteFilter.REJECT_ALL)
                        .apply(prefix, ofNode, by(node))
                        .isPresent());
        assertTrue(
                new WorkloadFilters.OrBehindPods(RULES, RouteFilter.REJECT_ALL)
                        .apply(IpPrefix.parse("10.244.1.0/25"), ofNode, by(node))
                        .isEmpty());
    }

    private static PathAttributes by(IpAddress hop) {
        return PathAttributes.of(
                new PathAttribute.Origin(PathAttribute.OriginType.IGP),
                new PathAttribute.Path(AsPath.EMPTY),
                new PathAttribute.NextHop(hop));
    }
}
