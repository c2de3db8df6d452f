package io.gingham.cni.server;

import io.gingham.cni.spec.CniResult;
import io.gingham.cni.wiring.CablePlan;
import io.gingham.cni.wiring.LaidCable;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;

/// What ADD answers of a pod that is wired.
final class AddResult {

    private AddResult() {}

    /// The host's interface first, then the pod's; each address as a /32 or /128 of the latter,
    /// with the gateway that the routes lead to: plugins behind this one make routes of their own
    /// of it.
    static CniResult of(CablePlan cable, LaidCable wired, String netns, String dns) {
        List<CniResult.Interface> interfaces =
                List.of(
                        new CniResult.Interface(
                                cable.hostName(), wired.hostMac().toString(), "", cable.mtu()),
                        new CniResult.Interface(
                                cable.podName(), wired.podMac().toString(), netns, cable.mtu()));
        List<CniResult.Ip> ips =
                cable.ips().stream()
                        .map(
                                ip ->
                                        new CniResult.Ip(
                                                ip,
                                                ip.family().maxPrefixLength(),
                                                wired.gateway(ip.family()),
                                                1))
                        .toList();
        List<CniResult.RouteEntry> routes = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            for (CniResult.RouteEntry given : cable.destinations(family)) {
                routes.add(
                        new CniResult.RouteEntry(
                                given.destination(),
                                CablePlan.isOnLink(given)
                                        ? IpAddress.ipv4(0)
                                        : wired.gateway(family),
                                given.options()));
            }
        }
        return new CniResult(interfaces, ips, routes, dns);
    }
}
