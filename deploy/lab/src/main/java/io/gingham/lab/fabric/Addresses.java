package io.gingham.lab.fabric;

import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;

/// The lab's address plan. Infrastructure lives in 100.64.0.0/10 (RFC 6598), which policy cases
/// don't use.
public final class Addresses {

    public static final IpAddress API_SERVER = IpAddress.parse("100.64.0.1");
    public static final int API_PORT = 8080;

    public static final AsNumber NODE_AS = new AsNumber(64512);
    public static final AsNumber TOR_AS = new AsNumber(64999);

    /// More would run out of the shared segment, and out of memory.
    public static final int MAX_NODES = 50;

    static final IpAddress TOR_TO_INTERNET = IpAddress.parse("100.66.0.0");
    static final IpAddress INTERNET = IpAddress.parse("100.66.0.1");

    private Addresses() {}

    /// @param number of the node, from 1
    public static IpAddress node(int number) {
        return IpAddress.parse("100.64.0." + (10 + number));
    }

    public static IpAddress torTowards(int node) {
        return IpAddress.parse("100.65." + node + ".0");
    }

    public static IpAddress nodeTowardsTor(int node) {
        return IpAddress.parse("100.65." + node + ".1");
    }

    public static IpPrefix podCidr(int node) {
        return IpPrefix.parse("10.244." + node + ".0/24");
    }
}
