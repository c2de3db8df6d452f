package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.Rib;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.NamedCommunity;
import io.gingham.crds.v3.BGPConfigurationSpec.PrefixAdvertisement;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrefixCommunitiesTest {

    private static final IpPrefix BLOCK = IpPrefix.parse("10.244.1.0/24");
    private static final IpPrefix SERVICE = IpPrefix.parse("10.96.0.1/32");

    private static BGPConfigurationSpec spec(
            @Nullable List<NamedCommunity> names, PrefixAdvertisement... advertisements) {
        return new BGPConfigurationSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                names,
                List.of(advertisements),
                null);
    }

    private static PrefixAdvertisement on(String cidr, String... communities) {
        return new PrefixAdvertisement(cidr, List.of(communities));
    }

    private static PrefixCommunities of(Map<String, BGPConfigurationSpec> configurations) {
        return PrefixCommunities.of("n1", configurations);
    }

    private static List<Community> given(PrefixCommunities all, IpPrefix prefix) {
        return all.give(prefix, Rib.ORIGINATED).communities();
    }

    @Test
    void aRouteHasTheCommunitiesOfEveryBlockItLiesInByValueOrName() {
        PrefixCommunities all =
                of(
                        Map.of(
                                "default",
                                spec(
                                        List.of(new NamedCommunity("pods", "65000:100")),
                                        on("10.244.0.0/16", "pods", "65000:1:2"),
                                        on("10.0.0.0/8", "65000:7"))));
        assertEquals(List.of(), all.problems());
        assertEquals(List.of(Community.of(65000, 100), Community.of(65000, 7)), given(all, BLOCK));
        assertTrue(
                all.give(BLOCK, Rib.ORIGINATED)
                        .find(PathAttribute.LargeCommunities.class)
                        .isPresent());
        assertEquals(List.of(Community.of(65000, 7)), given(all, SERVICE));
        assertEquals(List.of(), given(all, IpPrefix.parse("10.0.0.0/7")));
    }

    @Test
    void aNodesOwnConfigurationComesFirst() {
        PrefixCommunities all =
                of(
                        Map.of(
                                "default",
                                spec(null, on("10.0.0.0/8", "65000:7")),
                                "node.n1",
                                spec(null, on("10.0.0.0/8", "65000:8"))));
        assertEquals(List.of(Community.of(65000, 8)), given(all, BLOCK));
    }

    @Test
    void whatIsNotUnderstoodIsSaidAndHarmsNoOther() {
        PrefixCommunities all =
                of(
                        Map.of(
                                "default",
                                spec(
                                        null,
                                        on("10.0.0.0/8", "gold"),
                                        on("all", "65000:7"),
                                        on("10.0.0.0/8", "65000:7"))));
        assertEquals(2, all.problems().size(), all.problems().toString());
        assertEquals(List.of(Community.of(65000, 7)), given(all, BLOCK));
    }

    @Test
    void podsAndServicesHaveThemInTheWholeAndInChanges() {
        Origination origination = new Origination();
        PathAttributes last =
                Rib.ORIGINATED.with(
                        new PathAttribute.Communities(List.of(Community.GRACEFUL_SHUTDOWN)));
        origination.services(() -> Map.of(SERVICE, last));
        origination.communities(of(Map.of("default", spec(null, on("10.0.0.0/8", "65000:7")))));
        Map<IpPrefix, PathAttributes> all = origination.all(Set.of(BLOCK));
        List<Community> both = List.of(Community.GRACEFUL_SHUTDOWN, Community.of(65000, 7));
        PathAttributes service = Objects.requireNonNull(all.get(SERVICE));
        PathAttributes block = Objects.requireNonNull(all.get(BLOCK));
        assertEquals(both, service.communities());
        assertEquals(List.of(Community.of(65000, 7)), block.communities());
        assertEquals(
                List.of(Delta.put(SERVICE, service)),
                origination.changes(List.of(Delta.put(SERVICE, last), Delta.put(BLOCK, last))));
    }
}
