package io.gingham.cni.spec;

import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A success result, as all versions from 0.3.0 on can say it.
///
/// @param dns as JSON, passed through; empty for none
public record CniResult(
        List<Interface> interfaces, List<Ip> ips, List<RouteEntry> routes, String dns) {

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
    public record RouteEntry(IpPrefix destination, IpAddress gateway, RouteOptions options) {

        public RouteEntry(IpPrefix destination, IpAddress gateway) {
            this(destination, gateway, RouteOptions.NONE);
        }
    }

    /// What CNI 1.1.0 can say of a route besides; each is absent where nothing is said. Unsigned
    /// numbers of 32 bits.
    ///
    /// @param mtu of the path, in bytes
    /// @param advmss the segment size told to TCP's other end, in bytes
    /// @param priority lower wins
    /// @param table of routes; 254 is main
    /// @param scope RT_SCOPE_…, 0 to 255
    public record RouteOptions(
            OptionalLong mtu,
            OptionalLong advmss,
            OptionalLong priority,
            OptionalLong table,
            OptionalInt scope) {

        public static final RouteOptions NONE =
                new RouteOptions(
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalInt.empty());
    }

    public List<IpAddress> addresses() {
        return ips.stream().map(Ip::address).toList();
    }
}
