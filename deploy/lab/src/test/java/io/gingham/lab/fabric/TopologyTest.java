package io.gingham.lab.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.lab.fabric.Topology.At;
import io.gingham.lab.fabric.Topology.End;
import io.gingham.lab.fabric.Topology.Station;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyTest {

    static Stream<Topology> shapes() {
        return Stream.of(
                OneRack.of(1),
                OneRack.of(3),
                OneRack.of(Addresses.MAX_NODES),
                TwoRacks.of(2),
                TwoRacks.of(5),
                TwoRacks.of(Addresses.MAX_NODES));
    }

    private static Stream<End> ends(Topology topology) {
        return topology.wires().stream().flatMap(wire -> Stream.of(wire.one(), wire.other()));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyWireEndsAtAStationAndAtABridgeThatIsThere(Topology topology) {
        Map<String, Station> stations =
                topology.stations().stream().collect(Collectors.toMap(Station::name, it -> it));
        ends(topology)
                .forEach(
                        end -> {
                            Station station =
                                    Objects.requireNonNull(
                                            stations.get(end.station()), end.toString());
                            assertTrue(
                                    end.bridge().isEmpty()
                                            || station.bridges().stream()
                                                    .anyMatch(it -> it.name().equals(end.bridge())),
                                    end.toString());
                        });
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void noDeviceAndNoAddressIsThereTwice(Topology topology) {
        Set<String> devices = new HashSet<>();
        Set<At> addresses = new HashSet<>();
        ends(topology)
                .forEach(
                        end -> {
                            assertTrue(
                                    devices.add(end.station() + "/" + end.device()), end::toString);
                            assertTrue(end.device().length() <= 15, end.device());
                            end.addresses()
                                    .forEach(it -> assertTrue(addresses.add(it), it::toString));
                        });
        topology.stations().stream()
                .flatMap(station -> station.bridges().stream())
                .flatMap(bridge -> bridge.addresses().stream())
                .forEach(it -> assertTrue(addresses.add(it), it::toString));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachEndOfASessionIsAnAddressThatItsRouterHas(Topology topology) {
        for (RouterPlan router : topology.routers()) {
            Set<Object> own =
                    Stream.concat(
                                    ends(topology)
                                            .filter(end -> end.station().equals(router.name()))
                                            .flatMap(end -> end.addresses().stream()),
                                    topology.stations().stream()
                                            .filter(it -> it.name().equals(router.name()))
                                            .flatMap(it -> it.bridges().stream())
                                            .flatMap(it -> it.addresses().stream()))
                            .map(At::address)
                            .collect(Collectors.toSet());
            router.sessions()
                    .forEach(
                            session -> {
                                assertTrue(own.contains(session.local()), session.toString());
                                assertEquals(session.local().family(), session.remote().family());
                            });
        }
    }

    @Test
    void nodesOfTwoRacksAreOnDifferentNetworks() {
        Topology topology = TwoRacks.of(4);
        Map<String, Set<IpPrefix>> networks = new TreeMap<>();
        topology.servers()
                .forEach(
                        server ->
                                server.addresses()
                                        .forEach(
                                                address ->
                                                        networks.computeIfAbsent(
                                                                        server.rack(),
                                                                        _ -> new HashSet<>())
                                                                .add(
                                                                        IpPrefix.containing(
                                                                                address,
                                                                                address.isIpv4()
                                                                                        ? 24
                                                                                        : 64))));
        assertEquals(
                Map.of(
                        "r1",
                        Set.of(IpPrefix.parse("100.65.11.0/24"), IpPrefix.parse("fd00:65:11::/64")),
                        "r2",
                        Set.of(
                                IpPrefix.parse("100.65.22.0/24"),
                                IpPrefix.parse("fd00:65:22::/64"))),
                networks);
        assertEquals(2, topology.racks());
        assertEquals(1, OneRack.of(4).racks());
    }

    @Test
    void everyNodeHasASessionOfEachFamilyWithBothRoutersByTheObjects() throws IOException {
        Set<String> objects = new HashSet<>();
        try (var yaml =
                Objects.requireNonNull(TopologyTest.class.getResourceAsStream("/racks/bgp.yaml"))) {
            for (String text : new String(yaml.readAllBytes()).split("\n---\n", -1)) {
                Map<String, Object> spec =
                        Serialization.unmarshal(text, GenericKubernetesResource.class).get("spec");
                if (spec.containsKey("peerIP")) {
                    objects.add(
                            "%s %s %s"
                                    .formatted(
                                            spec.get("nodeSelector"),
                                            spec.get("peerIP"),
                                            spec.get("asNumber")));
                }
            }
        }
        Topology topology = TwoRacks.of(4);
        Set<String> wanted = new HashSet<>();
        for (Server server : topology.servers()) {
            assertEquals(List.of("eth0", "eth1"), devices(server));
            server.uplinks()
                    .forEach(
                            uplink ->
                                    uplink.gateways()
                                            .forEach(
                                                    gateway ->
                                                            wanted.add(
                                                                    "rack == '%s' %s %s"
                                                                            .formatted(
                                                                                    server.rack(),
                                                                                    gateway,
                                                                                    topology.router(
                                                                                                    uplink
                                                                                                            .router())
                                                                                            .asNumber()))));
        }
        assertEquals(wanted, objects);
    }

    private static List<String> devices(Server server) {
        return server.uplinks().stream().map(Server.Uplink::device).toList();
    }
}
