package io.gingham.cni.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;

/// A success result, as all versions from 0.3.0 on can say it.
///
/// @param dns as JSON, passed through; a missing node for none
public record CniResult(
        List<Interface> interfaces, List<Ip> ips, List<RouteEntry> routes, JsonNode dns) {

    public CniResult {
        interfaces = List.copyOf(interfaces);
        ips = List.copyOf(ips);
        routes = List.copyOf(routes);
    }

    /// @param sandbox the namespace's path; empty for an interface of the host
    /// @param mtu in bytes; 0 for unsaid
    public record Interface(String name, String mac, String sandbox, int mtu) {}

    /// @param gateway unspecified (0.0.0.0 or ::) for none
    /// @param interfaceIndex place in `interfaces`; -1 for none
    public record Ip(IpAddress address, int prefixLength, IpAddress gateway, int interfaceIndex) {}

    /// @param gateway unspecified for none
    public record RouteEntry(IpPrefix destination, IpAddress gateway) {}

    public List<IpAddress> addresses() {
        return ips.stream().map(Ip::address).toList();
    }
}
