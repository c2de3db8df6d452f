package io.gingham.cni.wiring;

import io.gingham.netlink.Sysctl;
import io.gingham.value.IpFamily;
import java.util.List;

/// The settings of the pod's namespace, put while its end is still down. Call on a thread of that
/// namespace.
final class PodSysctls {

    private PodSysctls() {}

    /// Returns the cable, so that it can be the work of a namespace's thread.
    static CablePlan put(CablePlan cable) {
        int forwarding = cable.forwards() ? 1 : 0;
        if (cable.has(IpFamily.IPV4)) {
            Sysctl.of("ipv4", "ip_forward").put(forwarding);
        }
        if (cable.has(IpFamily.IPV6)) {
            for (String link : List.of("all", "default", "lo", cable.podName())) {
                Sysctl.ofLink(IpFamily.IPV6, link, "disable_ipv6").put(0);
            }
            Sysctl.ofLink(IpFamily.IPV6, cable.podName(), "accept_dad").put(0);
            Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").put(forwarding);
        }
        return cable;
    }
}
