package io.gingham.cni.wiring;

import io.gingham.netlink.Sysctl;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpFamily;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The settings of the host's end, put while it is still down. Call on a thread of the host's
/// namespace.
final class HostSysctls {

    private static final Logger LOG = LoggerFactory.getLogger(HostSysctls.class);

    private HostSysctls() {}

    /// Those of IPv4 (they do nothing to a pod without), and `accept_ra`.
    static void put(String link) {
        Sysctl.ofLink(IpFamily.IPV4, link, "route_localnet").set(1);
        wish(Sysctl.ofNeighbours(IpFamily.IPV4, link, "proxy_delay"), 0);
        Sysctl.ofLink(IpFamily.IPV4, link, "proxy_arp").set(1);
        Sysctl.ofLink(IpFamily.IPV4, link, "forwarding").set(1);
        Sysctl.ofLink(IpFamily.IPV4, link, "rp_filter").set(1);
        wish(Sysctl.ofLink(IpFamily.IPV6, link, "accept_ra"), 0);
    }

    /// Those of a pod with IPv6 besides.
    static void putIpv6(String link) {
        Sysctl.ofLink(IpFamily.IPV6, link, "accept_dad").set(0);
        Sysctl.ofLink(IpFamily.IPV6, link, "disable_ipv6").set(0);
        Sysctl.ofLink(IpFamily.IPV6, link, "proxy_ndp").set(1);
        Sysctl.ofLink(IpFamily.IPV6, link, "forwarding").set(1);
    }

    /// A setting the pod works without: its failure is only told.
    private static void wish(Sysctl sysctl, int value) {
        try {
            sysctl.set(value);
        } catch (NetlinkException e) {
            if (!e.is(Errno.ENOENT)) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }
}
