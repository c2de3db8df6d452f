package io.gingham.lab.fabric;

import io.gingham.lab.fabric.RouterPlan.Make;
import io.gingham.lab.fabric.RouterPlan.Session;
import io.gingham.lab.fabric.Server.Uplink;
import io.gingham.lab.fabric.Topology.At;
import io.gingham.lab.fabric.Topology.Bridge;
import io.gingham.lab.fabric.Topology.End;
import io.gingham.lab.fabric.Topology.Station;
import io.gingham.lab.fabric.Topology.Wire;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One router with a link to each node, and a network that all nodes share: IPv4.
public final class OneRack {

    private OneRack() {}

    public static Topology of(int nodes) {
        List<Server> servers = IntStream.rangeClosed(1, nodes).mapToObj(OneRack::server).toList();
        List<Station> stations = new ArrayList<>();
        stations.add(
                new Station(
                        Topology.OWN,
                        false,
                        List.of(new Bridge("fabric", List.of(new At(Addresses.API_SERVER, 24)))),
                        List.of()));
        stations.add(new Station(Fabric.TOR, true, List.of(), List.of(Addresses.INTERNET)));
        stations.add(
                new Station(Fabric.INTERNET, false, List.of(), List.of(Addresses.TOR_TO_INTERNET)));
        List<Wire> wires = new ArrayList<>();
        wires.add(
                new Wire(
                        End.addressed(
                                Fabric.TOR, "internet", new At(Addresses.TOR_TO_INTERNET, 31)),
                        End.addressed(Fabric.INTERNET, "eth0", new At(Addresses.INTERNET, 31))));
        for (Server server : servers) {
            int number = server.number();
            stations.add(
                    new Station(
                            server.name(),
                            false,
                            List.of(),
                            List.of(Addresses.torTowards(number))));
            wires.add(
                    new Wire(
                            End.port(Topology.OWN, server.name(), "fabric"),
                            End.addressed(
                                    server.name(), "eth1", new At(Addresses.node(number), 24))));
            wires.add(
                    new Wire(
                            End.addressed(
                                    Fabric.TOR,
                                    server.name(),
                                    new At(Addresses.torTowards(number), 31)),
                            End.addressed(
                                    server.name(),
                                    "eth0",
                                    new At(Addresses.nodeTowardsTor(number), 31))));
        }
        return new Topology(stations, wires, List.of(router(servers)), servers, Fabric.TOR);
    }

    private static Server server(int number) {
        Uplink uplink =
                new Uplink(
                        "eth0",
                        Fabric.TOR,
                        "n" + number,
                        List.of(Addresses.nodeTowardsTor(number)),
                        List.of(Addresses.torTowards(number)));
        return new Server(
                number,
                "r1",
                List.of(Addresses.node(number)),
                List.of(Addresses.podCidr(number)),
                List.of(uplink));
    }

    private static RouterPlan router(List<Server> servers) {
        List<Session> sessions =
                servers.stream()
                        .map(
                                server ->
                                        Session.of(
                                                server.name(),
                                                Addresses.torTowards(server.number()),
                                                Addresses.nodeTowardsTor(server.number()),
                                                Addresses.NODE_AS))
                        .toList();
        return new RouterPlan(
                Fabric.TOR,
                Make.BIRD,
                Addresses.TOR_AS,
                IpAddress.parse("100.65.0.1"),
                sessions,
                List.of(),
                false,
                false);
    }
}
