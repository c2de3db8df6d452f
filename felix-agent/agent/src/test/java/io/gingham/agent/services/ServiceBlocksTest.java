package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.services.ServiceBlocks.Block;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.ServiceBlock;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceBlocksTest {

    static BGPConfigurationSpec spec(
            @Nullable List<ServiceBlock> cluster,
            @Nullable List<ServiceBlock> external,
            @Nullable List<ServiceBlock> loadBalancer,
            @Nullable String aggregation,
            @Nullable String drainTime) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("serviceClusterIPs", cluster);
        fields.put("serviceExternalIPs", external);
        fields.put("serviceLoadBalancerIPs", loadBalancer);
        fields.put("serviceLoadBalancerAggregation", aggregation);
        fields.put("serviceDrainTime", drainTime);
        return BGPConfigurationSpec.of(fields);
    }

    static List<ServiceBlock> cidrs(String... texts) {
        return Stream.of(texts).map(ServiceBlock::new).toList();
    }

    private static ServiceBlocks of(Map<String, BGPConfigurationSpec> configurations) {
        return ServiceBlocks.of("n1", configurations);
    }

    @Test
    void nothingIsAnnouncedWithoutAConfiguration() {
        assertTrue(of(Map.of()).isEmpty());
        assertEquals(Duration.ofSeconds(30), of(Map.of()).drainTime());
    }

    @Test
    void aNodesOwnConfigurationComesFirstFieldByField() {
        ServiceBlocks blocks =
                of(
                        Map.of(
                                "default",
                                spec(
                                        cidrs("10.96.0.0/12"),
                                        cidrs("203.0.113.0/24"),
                                        null,
                                        null,
                                        "5s"),
                                "node.n1",
                                spec(null, cidrs(), null, null, "1m"),
                                "node.n2",
                                spec(cidrs("10.0.0.0/8"), null, null, null, null)));
        assertEquals(List.of(new Block(IpPrefix.parse("10.96.0.0/12"), true)), blocks.clusterIps());
        assertEquals(List.of(), blocks.externalIps());
        assertEquals(Duration.ofMinutes(1), blocks.drainTime());
    }

    @Test
    void aggregationIsALoadBalancersMatter() {
        ServiceBlocks blocks =
                of(
                        Map.of(
                                "default",
                                spec(
                                        cidrs("10.96.0.0/12"),
                                        cidrs("203.0.113.9/24"),
                                        cidrs("198.51.100.0/24"),
                                        "Disabled",
                                        null)));
        assertEquals(
                List.of(IpPrefix.parse("10.96.0.0/12"), IpPrefix.parse("203.0.113.0/24")),
                List.copyOf(blocks.whole()));
        assertEquals(List.of(), blocks.problems());
    }

    @Test
    void whatIsNotUnderstoodIsSaidAndHarmsNoOther() {
        ServiceBlocks blocks =
                of(
                        Map.of(
                                "default",
                                spec(
                                        List.of(
                                                new ServiceBlock("10.96.0.0/12"),
                                                new ServiceBlock(null),
                                                new ServiceBlock("all")),
                                        null,
                                        cidrs("198.51.100.0/24"),
                                        "disabled",
                                        "soon")));
        assertEquals(1, blocks.clusterIps().size());
        assertTrue(blocks.loadBalancerIps().getFirst().whole());
        assertEquals(ServiceBlocks.DRAIN_TIME, blocks.drainTime());
        assertEquals(4, blocks.problems().size(), blocks.problems().toString());
        assertTrue(
                blocks.problems().stream()
                        .allMatch(
                                problem -> problem.startsWith("BGPConfiguration default: service")),
                blocks.problems().toString());
    }
}
