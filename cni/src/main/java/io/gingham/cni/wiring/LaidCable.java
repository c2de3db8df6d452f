package io.gingham.cni.wiring;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.MacAddress;

/// What was wired.
///
/// @param ipv6Gateway the host's link-local address; unspecified for a pod without IPv6
public record LaidCable(MacAddress hostMac, MacAddress podMac, IpAddress ipv6Gateway) {

    /// Where the pod's routes of that family lead.
    public IpAddress gateway(IpFamily family) {
        return switch (family) {
            case IPV4 -> CablePlan.IPV4_GATEWAY;
            case IPV6 -> ipv6Gateway;
        };
    }
}
