package io.gingham.lab.fabric;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;

/// A node's place in the fabric.
///
/// @param number from 1
/// @param addresses its InternalIPs
/// @param podCidrs of the same families
/// @param uplinks the one to its own rack's router first
public record Server(
        int number,
        String rack,
        List<IpAddress> addresses,
        List<IpPrefix> podCidrs,
        List<Uplink> uplinks) {

    public Server {
        addresses = List.copyOf(addresses);
        podCidrs = List.copyOf(podCidrs);
        uplinks = List.copyOf(uplinks);
    }

    /// A link to a router.
    ///
    /// @param device on the node
    /// @param port on the router
    /// @param local the node's addresses there
    /// @param gateways the router's, of the same families
    public record Uplink(
            String device,
            String router,
            String port,
            List<IpAddress> local,
            List<IpAddress> gateways) {
        public Uplink {
            local = List.copyOf(local);
            gateways = List.copyOf(gateways);
        }
    }

    public String name() {
        return "n" + number;
    }

    /// Of all its links and families: one session each.
    public int sessions() {
        return uplinks.stream().mapToInt(uplink -> uplink.gateways().size()).sum();
    }

    public Uplink uplink(String router) {
        return uplinks.stream()
                .filter(uplink -> uplink.router().equals(router))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(name() + " has no link to " + router));
    }
}
