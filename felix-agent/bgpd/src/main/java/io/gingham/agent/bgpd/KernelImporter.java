package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.KernelImport;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.netlink.RouteKernel;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Routes of the kernel's table, to be announced as our own.
final class KernelImporter {

    private KernelImporter() {}

    static Map<IpPrefix, PathAttributes> routes(RouteKernel kernel, KernelImport config) {
        PathAttributes attributes = RouteReader.attributes(OriginType.INCOMPLETE, List.of());
        Map<IpPrefix, PathAttributes> routes = new HashMap<>();
        for (IpFamily family : IpFamily.values()) {
            for (Route route : kernel.routes(new RouteFilter(family, config.table(), 0))) {
                IpPrefix prefix = route.destination();
                if (config.protocols().contains(route.protocol()) && isForOthers(prefix)) {
                    config.filter()
                            .apply(prefix, RouteOrigin.LOCAL, attributes)
                            .ifPresent(accepted -> routes.put(prefix, accepted));
                }
            }
        }
        return routes;
    }

    /// What means something on this machine only.
    private static boolean isForOthers(IpPrefix prefix) {
        IpAddress address = prefix.address();
        return prefix.length() == 0
                || !(address.isLinkLocal() || address.isLoopback() || address.isMulticast());
    }
}
