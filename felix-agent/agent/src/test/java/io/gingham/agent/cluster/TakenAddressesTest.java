package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakenAddressesTest {

    private static ClusterNode node(String name, String address, String... podCidrs) {
        return new ClusterNode(
                name,
                List.of(IpAddress.parse(address)),
                List.of(podCidrs).stream().map(IpPrefix::parse).toList(),
                Optional.empty(),
                "");
    }

    private static Optional<String> reason(String address, String... anywhere) {
        BGPConfigurationSpec configuration =
                BGPConfigurationSpec.ofHostRouteBlocks(List.of(anywhere));
        return new TakenAddresses(
                        "n1",
                        () ->
                                List.of(
                                        node("n1", "192.0.2.1", "10.244.1.0/24"),
                                        node("n2", "192.0.2.2", "10.244.2.0/24")),
                        Set::of,
                        () -> List.of(IpAddress.parse("192.0.2.254")),
                        () -> HostRouteBlocks.of(Map.of("default", configuration)))
                .reason(IpAddress.parse(address));
    }

    @Test
    void saysWhoseAnAddressIs() {
        assertEquals(Optional.of("it is this node's own"), reason("192.0.2.1"));
        assertEquals(Optional.of("it is node n2's"), reason("192.0.2.2"));
        assertEquals(
                Optional.of("it is a router's that this node speaks BGP with"),
                reason("192.0.2.254"));
        assertEquals(
                Optional.of(
                        "it is in 10.244.2.0/24, the podCIDR of node n2, and so announced by n2"),
                reason("10.244.2.7"));
        assertEquals(Optional.empty(), reason("10.244.1.7"));
        assertEquals(Optional.empty(), reason("198.51.100.7"));
    }

    /// A node's own address that lies in another's podCIDR is said to be the node's.
    @Test
    void theNodesAddressesStandBeforeTheirBlocks() {
        TakenAddresses taken =
                new TakenAddresses(
                        "n1",
                        () ->
                                List.of(
                                        node("n2", "192.0.2.2", "10.244.2.0/24"),
                                        node("n3", "10.244.2.7", "10.244.3.0/24")),
                        Set::of,
                        List::of,
                        () -> HostRouteBlocks.of(Map.of()));

        assertEquals(Optional.of("it is node n3's"), taken.reason(IpAddress.parse("10.244.2.7")));
    }

    /// What both hold is not refused to the one that asks.
    @Test
    void ofABlockThatTwoNodesHoldEachMayHaveAnAddress() {
        TakenAddresses taken =
                new TakenAddresses(
                        "n1",
                        () ->
                                List.of(
                                        node("n2", "192.0.2.2", "10.244.1.0/24"),
                                        node("n1", "192.0.2.1", "10.244.0.0/16")),
                        Set::of,
                        List::of,
                        () -> HostRouteBlocks.of(Map.of()));

        assertEquals(Optional.empty(), taken.reason(IpAddress.parse("10.244.1.7")));
    }

    /// What is exempt is a setting.
    @Test
    void ofABlockForHostRoutesAnyNodeMayHaveAnAddress() {
        assertEquals(Optional.empty(), reason("10.244.2.7", "10.244.0.0/16"));
        // But for infrastructure.
        assertEquals(Optional.of("it is node n2's"), reason("192.0.2.2", "0.0.0.0/0"));
    }
}
