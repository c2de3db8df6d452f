package io.gingham.lab.fabric;

import io.gingham.lab.fabric.RouterPlan.Make;
import io.gingham.lab.fabric.RouterPlan.Session;
import io.gingham.lab.fabric.Server.Uplink;
import io.gingham.lab.fabric.Topology.At;
import io.gingham.lab.fabric.Topology.Bridge;
import io.gingham.lab.fabric.Topology.End;
import io.gingham.lab.fabric.Topology.Station;
import io.gingham.lab.fabric.Topology.Wire;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Two racks side by side with a router each, a spine above them, and every node cabled to both
/// routers: its own rack's and the neighbour's. IPv4 and IPv6.
///
/// Each rack has a network (a VLAN) of its own on each of the routers, four in all: rack R on
/// router T is `100.65.RT.0/24` and `fd00:65:RT::/64`, with the router at `.1` and node N at `.1N`.
/// A node's own addresses are those on its own rack's router, so the nodes of two racks are on
/// different networks. The API server is out of band, as in one rack.
public final class TwoRacks {

    public static final String SPINE = "spine";
    public static final AsNumber SPINE_AS = new AsNumber(65000);

    private static final List<String> RACKS = List.of("r1", "r2");
    private static final List<String> TORS = List.of("tor1", "tor2");

    private TwoRacks() {}

    /// @param nodes 2 or more; the first half is in the first rack
    public static Topology of(int nodes) {
        List<Server> servers =
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(number -> server(number, 2 * number <= nodes + 1 ? 0 : 1))
                        .toList();
        List<Station> stations = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        addOutside(stations, wires);
        for (int tor = 0; tor < TORS.size(); tor++) {
            addTor(tor, stations, wires);
        }
        for (Server server : servers) {
            addServer(server, stations, wires);
        }
        List<RouterPlan> routers = List.of(tor(0, servers), tor(1, servers), spine());
        return new Topology(stations, wires, routers, servers, SPINE);
    }

    /// A router's, in the network of a rack.
    private static List<IpAddress> gateways(int rack, int tor) {
        return hosts(rack, tor, 1);
    }

    private static List<IpAddress> hosts(int rack, int tor, int host) {
        String network = "%d%d".formatted(rack + 1, tor + 1);
        return List.of(
                IpAddress.parse("100.65.%s.%d".formatted(network, host)),
                IpAddress.parse("fd00:65:%s::%d".formatted(network, host)));
    }

    /// The spine's end of its link to a router, and the router's.
    private static List<IpAddress> spineLink(int tor, int end) {
        return List.of(
                IpAddress.parse("100.66.%d.%d".formatted(tor + 1, end)),
                IpAddress.parse("fd00:66:%d::%d".formatted(tor + 1, end)));
    }

    private static List<IpAddress> outsideLink(int end) {
        return List.of(IpAddress.parse("100.66.0." + end), IpAddress.parse("fd00:66::" + end));
    }

    private static List<At> wide(List<IpAddress> addresses) {
        return addresses.stream().map(it -> new At(it, it.isIpv4() ? 24 : 64)).toList();
    }

    private static At[] narrow(List<IpAddress> addresses) {
        return addresses.stream().map(it -> new At(it, it.isIpv4() ? 31 : 127)).toArray(At[]::new);
    }

    private static AsNumber torAs(int tor) {
        return new AsNumber(65001 + tor);
    }

    private static Server server(int number, int rack) {
        int host = 10 + number;
        List<Uplink> uplinks = new ArrayList<>();
        // Its own rack's router first.
        for (int tor : List.of(rack, 1 - rack)) {
            uplinks.add(
                    new Uplink(
                            "eth" + uplinks.size(),
                            TORS.get(tor),
                            "n" + number,
                            hosts(rack, tor, host),
                            gateways(rack, tor)));
        }
        return new Server(
                number,
                RACKS.get(rack),
                hosts(rack, rack, host),
                List.of(
                        Addresses.podCidr(number),
                        IpPrefix.parse("fd00:10:244:%d::/64".formatted(number))),
                uplinks);
    }

    private static void addOutside(List<Station> stations, List<Wire> wires) {
        stations.add(
                new Station(
                        Topology.OWN,
                        false,
                        List.of(new Bridge("fabric", List.of(new At(Addresses.API_SERVER, 24)))),
                        List.of()));
        stations.add(new Station(SPINE, true, List.of(), outsideLink(1)));
        stations.add(new Station(Fabric.INTERNET, false, List.of(), outsideLink(0)));
        wires.add(
                new Wire(
                        End.addressed(SPINE, "internet", narrow(outsideLink(0))),
                        End.addressed(Fabric.INTERNET, "eth0", narrow(outsideLink(1)))));
    }

    private static void addTor(int tor, List<Station> stations, List<Wire> wires) {
        List<Bridge> networks = new ArrayList<>();
        for (int rack = 0; rack < RACKS.size(); rack++) {
            networks.add(new Bridge(network(rack), wide(gateways(rack, tor))));
        }
        stations.add(new Station(TORS.get(tor), true, networks, List.of()));
        wires.add(
                new Wire(
                        End.addressed(SPINE, TORS.get(tor), narrow(spineLink(tor, 0))),
                        End.addressed(TORS.get(tor), SPINE, narrow(spineLink(tor, 1)))));
    }

    private static String network(int rack) {
        return "rack" + (rack + 1);
    }

    private static void addServer(Server server, List<Station> stations, List<Wire> wires) {
        stations.add(new Station(server.name(), false, List.of(), List.of()));
        for (Uplink uplink : server.uplinks()) {
            wires.add(
                    new Wire(
                            End.port(
                                    uplink.router(),
                                    uplink.port(),
                                    network(RACKS.indexOf(server.rack()))),
                            new End(server.name(), uplink.device(), "", wide(uplink.local()))));
        }
        wires.add(
                new Wire(
                        End.port(Topology.OWN, server.name(), "fabric"),
                        End.addressed(
                                server.name(),
                                "oob",
                                new At(Addresses.node(server.number()), 24))));
    }

    private static RouterPlan tor(int tor, List<Server> servers) {
        List<Session> sessions = new ArrayList<>();
        for (Server server : servers) {
            Uplink uplink = server.uplink(TORS.get(tor));
            for (int family = 0; family < uplink.local().size(); family++) {
                sessions.add(
                        Session.of(
                                server.name(),
                                uplink.gateways().get(family),
                                uplink.local().get(family),
                                Addresses.NODE_AS));
            }
        }
        sessions.addAll(between(SPINE, spineLink(tor, 1), spineLink(tor, 0), SPINE_AS));
        return new RouterPlan(
                TORS.get(tor),
                tor == 0 ? Make.BIRD : Make.FRR,
                torAs(tor),
                IpAddress.parse("100.65.0." + (tor + 1)),
                sessions,
                List.of(network(0), network(1)),
                false,
                true);
    }

    private static RouterPlan spine() {
        List<Session> sessions = new ArrayList<>();
        for (int tor = 0; tor < TORS.size(); tor++) {
            sessions.addAll(
                    between(TORS.get(tor), spineLink(tor, 0), spineLink(tor, 1), torAs(tor)));
        }
        return new RouterPlan(
                SPINE,
                Make.BIRD,
                SPINE_AS,
                IpAddress.parse("100.66.0.0"),
                sessions,
                List.of(),
                true,
                true);
    }

    private static List<Session> between(
            String peer, List<IpAddress> local, List<IpAddress> remote, AsNumber as) {
        return IntStream.range(0, local.size())
                .mapToObj(family -> Session.of(peer, local.get(family), remote.get(family), as))
                .toList();
    }
}
