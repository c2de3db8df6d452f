package io.gingham.agent.bgp;

import io.gingham.value.IpAddress;

/// An address with an optional port, as BGPPeer's `peerIP` has it: `192.0.2.1`, `192.0.2.1:1790`,
/// `2001:db8::1`, `[2001:db8::1]:1790`.
record HostPort(IpAddress address, int port) {

    /// An IPv4 address may be written as `::ffff:192.0.2.1`; the kernel knows it as IPv4.
    HostPort {
        address = address.unmapped();
    }

    static HostPort parse(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' has no closing bracket; expected [2001:db8::1]:1790");
            }
            String rest = text.substring(end + 1);
            return new HostPort(
                    IpAddress.parse(text.substring(1, end)),
                    rest.isEmpty() ? PeeringPlan.BGP_PORT : port(rest));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return new HostPort(
                    IpAddress.parse(text.substring(0, colon)), port(text.substring(colon)));
        }
        return new HostPort(IpAddress.parse(text), PeeringPlan.BGP_PORT);
    }

    private static int port(String colonAndDigits) {
        String digits = colonAndDigits.substring(1);
        if (!colonAndDigits.startsWith(":")
                || !digits.matches("[1-9][0-9]{0,4}")
                || Integer.parseInt(digits) > 65535) {
            throw new IllegalArgumentException(
                    "'" + colonAndDigits + "' is not a port; expected :1 to :65535");
        }
        return Integer.parseInt(digits);
    }
}
