package io.gingham.bgp.speaker;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.rib.RibPeer;
import io.gingham.value.IpFamily;
import java.util.List;

/// Families of a session for whose routes we have no next hop to tell: they would silently not
/// arrive.
final class MissingNextHops {

    private MissingNextHops() {}

    /// A sentence for each, without the peer.
    static List<String> of(RibPeer session) {
        return session.families().stream()
                .filter(family -> family.prefixes().isPresent())
                .filter(family -> !session.nextHops().containsKey(routes(family)))
                .map(family -> sentence(routes(family), session))
                .sorted()
                .toList();
    }

    private static IpFamily routes(AddressFamily family) {
        return family.prefixes().orElseThrow();
    }

    private static String sentence(IpFamily family, RibPeer session) {
        String name = family == IpFamily.IPV4 ? "IPv4" : "IPv6";
        return "none of our "
                + name
                + " routes are told to it, for the session's addresses are of another family"
                + (session.address().isIpv4() ? "" : ", and the peer has not announced RFC 8950")
                + "; write nextHops: [our "
                + name
                + " address]";
    }
}
