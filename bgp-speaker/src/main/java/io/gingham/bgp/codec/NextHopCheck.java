package io.gingham.bgp.codec;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Optional;

/// Whether a next hop can be some host's address (RFC 4271 section 6.3, RFC 7606 section 7.3).
/// Which host, and on which link, is the RIB's business.
final class NextHopCheck {

    private NextHopCheck() {}

    /// What is wrong with it, if anything: `no host's address`.
    ///
    /// @param loopback the session runs over loopback, so such a next hop means something
    static Optional<String> misfit(IpAddress hop, boolean loopback) {
        if (hop.isIpv4Mapped()) {
            return Optional.of("an IPv4 address in IPv6's clothes, which no packet bears");
        }
        boolean none = hop.isUnspecified() || hop.isMulticast() || isReserved(hop);
        return none || (hop.isLoopback() && !loopback)
                ? Optional.of("no host's address")
                : Optional.empty();
    }

    /// Of IPv4: 0.0.0.0/8 (this network) and 240.0.0.0/4 (class E, and the broadcast).
    private static boolean isReserved(IpAddress hop) {
        return hop.isIpv4() && (hop.ipv4Bits() >>> 24 == 0 || hop.ipv4Bits() >>> 28 == 0xf);
    }

    /// As one field: one address, or a global and a link-local one. In the place of the global one
    /// `::` may stand, for whoever has none (BIRD), or the link-local one again (FRR).
    static Optional<String> misfit(List<IpAddress> hops, boolean loopback) {
        IpAddress first = hops.getFirst();
        if (hops.size() == 1) {
            return misfit(first, loopback).map(why -> first + ", is " + why);
        }
        IpAddress second = hops.get(1);
        Optional<String> global =
                first.isUnspecified()
                        ? Optional.empty()
                        : misfit(first, loopback).map(why -> first + ", is " + why);
        // A second half of zeros is what some send that have no link-local address, and a second
        // global one is of no use: the first half counts.
        boolean absent = second.isUnspecified() && !first.isUnspecified();
        Optional<String> local =
                absent
                        ? Optional.empty()
                        : misfit(second, loopback).map(why -> second + ", is " + why);
        return global.or(() -> local);
    }
}
