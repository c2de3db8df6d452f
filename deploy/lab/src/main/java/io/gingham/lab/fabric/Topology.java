package io.gingham.lab.fabric;

import io.gingham.value.IpAddress;
import java.util.List;

/// The lab's network as a value: its namespaces, the wires between, which router speaks with whom,
/// and where the nodes are. [Fabric] makes it real; [OneRack] and [TwoRacks] are the shapes there
/// are.
///
/// @param outsideRouter name of the router that the outside world is behind
public record Topology(
        List<Station> stations,
        List<Wire> wires,
        List<RouterPlan> routers,
        List<Server> servers,
        String outsideRouter) {

    public Topology {
        stations = List.copyOf(stations);
        wires = List.copyOf(wires);
        routers = List.copyOf(routers);
        servers = List.copyOf(servers);
    }

    /// The lab's own namespace, where the API server is.
    static final String OWN = "";

    /// An address on a link, with the length of the network there.
    public record At(IpAddress address, int length) {

        static At of(String text) {
            String[] parts = text.split("/", 2);
            return new At(IpAddress.parse(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public String toString() {
            return address + "/" + length;
        }
    }

    /// A network namespace.
    ///
    /// @param name as `ip netns` has it; empty: the lab's own
    /// @param forwards whether it is a router from the beginning; a node becomes one by its agent
    /// @param gateways of its static default routes
    public record Station(
            String name, boolean forwards, List<Bridge> bridges, List<IpAddress> gateways) {
        public Station {
            bridges = List.copyOf(bridges);
            gateways = List.copyOf(gateways);
        }
    }

    /// A network of several ports, as a VLAN on a switch, and the station's own addresses in it.
    public record Bridge(String name, List<At> addresses) {
        public Bridge {
            addresses = List.copyOf(addresses);
        }
    }

    public record Wire(End one, End other) {}

    /// One end of a wire.
    ///
    /// @param bridge of which it is a port; empty: it has addresses of its own, or none
    public record End(String station, String device, String bridge, List<At> addresses) {
        public End {
            addresses = List.copyOf(addresses);
        }

        static End port(String station, String device, String bridge) {
            return new End(station, device, bridge, List.of());
        }

        static End addressed(String station, String device, At... addresses) {
            return new End(station, device, "", List.of(addresses));
        }
    }

    /// How many nodes share a rack's routers with nobody else: 1 is the lab of one rack.
    public int racks() {
        return (int) servers.stream().map(Server::rack).distinct().count();
    }

    public Server server(int number) {
        return servers.get(number - 1);
    }

    public RouterPlan router(String name) {
        return routers.stream()
                .filter(router -> router.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no router " + name));
    }
}
