package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.agent.services.ServiceRanges;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerFiltersTest {

    private static final Set<IpPrefix> OWN = Set.of(IpPrefix.parse("10.244.1.0/24"));
    private static final ImportRules RULES =
            new ImportRules(
                    List.copyOf(OWN),
                    List.of(),
                    List.of(IpAddress.parse("192.0.2.1")),
                    List.of(),
                    List.of(),
                    ServiceRanges.NONE);

    @Test
    void withoutFiltersANodeLearnsWhatItMayAndTellsItsOwn() throws Exception {
        PeerFilters filters = filters(Map.of());
        assertTrue(accepts(filters.imported(), "198.51.100.0/24"));
        assertEquals(false, accepts(filters.imported(), "10.244.1.0/24"));
        assertTrue(accepts(filters.exported(), "10.244.1.0/24"));
        assertEquals(false, accepts(filters.exported(), "198.51.100.0/24"));
        assertEquals(filters, filters(Map.of()), "so that a reconfiguration sees no change");
    }

    @Test
    void aFilterNarrowsWhatIsLearnedAndTold() throws Exception {
        PeerFilters filters =
                filters(
                        Map.of(
                                "f",
                                """
                                importV4:
                                - {action: Accept, cidr: 10.0.0.0/8, matchOperator: In}
                                - {action: Reject}
                                exportV4:
                                - {action: Reject, cidr: 10.244.1.0/24, matchOperator: Equal}
                                """),
                        "f");
        assertEquals(List.of(), filters.problems());
        assertTrue(accepts(filters.imported(), "10.99.0.0/16"));
        assertEquals(false, accepts(filters.imported(), "198.51.100.0/24"));
        assertEquals(false, accepts(filters.exported(), "10.244.1.0/24"));
    }

    /// The rules that protect the node stand before the operator's.
    @Test
    void noFilterLetsARouterDrawTheNodesOwnTrafficAway() throws Exception {
        PeerFilters filters = filters(Map.of("f", "importV4: [{action: Accept}]"), "f");
        assertEquals(false, accepts(filters.imported(), "10.244.1.0/24"));
        assertEquals(false, accepts(filters.imported(), "192.0.2.1/32"));
    }

    @Test
    void anAcceptLetsALearnedRouteBeToldOn() throws Exception {
        PeerFilters filters =
                filters(
                        Map.of(
                                "f",
                                "exportV4: [{action: Accept, source: RemotePeers, cidr: 198.51.100.0/24,"
                                        + " matchOperator: In}]"),
                        "f");
        assertTrue(accepts(filters.exported(), "198.51.100.0/24"));
        assertEquals(false, accepts(filters.exported(), "203.0.113.0/24"));
    }

    @Test
    void aFilterThatIsNotThereClosesThePeer() throws Exception {
        PeerFilters filters = filters(Map.of(), "gone");
        assertEquals(RouteFilter.REJECT_ALL, filters.imported());
        assertEquals(RouteFilter.REJECT_ALL, filters.exported());
        assertTrue(filters.problems().getFirst().contains("gone"), "" + filters.problems());
    }

    @Test
    void onceAPriorityIsSpokenOfAllRoutesHaveOne() throws Exception {
        Map<String, String> other = Map.of("other", "importV4: [{action: Accept, priority: 5}]");
        PeerFilters filters = filters(other);
        assertEquals(
                Optional.of(2_147_482_623L),
                filters.exported()
                        .apply(
                                IpPrefix.parse("10.244.1.0/24"),
                                RouteOrigin.LOCAL,
                                PathAttributes.EMPTY)
                        .flatMap(told -> told.find(PathAttribute.LocalPref.class))
                        .map(PathAttribute.LocalPref::value));
    }

    @Test
    void aRouterOfAnotherAsMaySendOnlySoMuchAndComesBackInTime() throws Exception {
        PeerPolicy external = filters(Map.of()).policy();
        assertEquals(
                Optional.of(PrefixLimit.of(100_000, Duration.ofMinutes(5))),
                external.prefixLimit());
        assertEquals(filters(Map.of()).imported(), external.importFilter());
        assertEquals(
                external.prefixLimit(),
                filters(Map.of(), "gone").policy().prefixLimit(),
                "what is refused takes memory too");
        assertEquals(Optional.empty(), filters(65001, Map.of()).policy().prefixLimit());
    }

    private static PeerFilters filters(Map<String, String> specs, String... named)
            throws Exception {
        return filters(64512, specs, named);
    }

    private static PeerFilters filters(long localAs, Map<String, String> specs, String... named)
            throws Exception {
        Map<String, BGPFilterSpec> read = new java.util.TreeMap<>();
        for (Map.Entry<String, String> each : specs.entrySet()) {
            read.put(
                    each.getKey(),
                    new ObjectMapper(new YAMLFactory())
                            .readValue(each.getValue(), BGPFilterSpec.class));
        }
        BGPPeerSpec spec =
                new ObjectMapper().convertValue(Map.of("filters", named), BGPPeerSpec.class);
        PeeringPlan.Peer peer =
                new PeeringPlan.Peer(
                        "tor",
                        "BGPPeer tor",
                        false,
                        PeerEndpoint.of(IpAddress.parse("192.0.2.254")),
                        new AsNumber(65001),
                        false,
                        PeerFamilies.IPV4,
                        PeerOptions.of(spec, problem -> {}));
        return PeerFilters.of(
                peer,
                new AsNumber(localAs),
                read,
                new NodePolicy(
                        RULES,
                        false,
                        ServiceRanges.NONE,
                        Advertisements.NONE,
                        List.of(),
                        new WorkloadRules(RULES, List.of(), List.of(), Map.of())));
    }

    private static boolean accepts(RouteFilter filter, String prefix) {
        IpPrefix parsed = IpPrefix.parse(prefix);
        RouteOrigin origin =
                OWN.contains(parsed) ? RouteOrigin.LOCAL : new RouteOrigin.Peer("tor", true);
        return filter.apply(parsed, origin, PathAttributes.EMPTY).isPresent();
    }
}
