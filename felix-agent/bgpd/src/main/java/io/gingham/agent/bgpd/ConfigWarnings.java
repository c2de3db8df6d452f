package io.gingham.agent.bgpd;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;

/// What a configuration allows and probably does not mean, as sentences with the cure.
final class ConfigWarnings {

    private ConfigWarnings() {}

    static List<String> of(SpeakerConfig speaker) {
        List<String> all = new ArrayList<>();
        for (PeerConfig peer : speaker.peers()) {
            if (speaker.denyWithoutPolicy() && peer.isExternal(speaker.localAs())) {
                policy(peer, peer.importFilter(), "import", "gives", all);
                policy(peer, peer.exportFilter(), "export", "gets", all);
            }
            nextHops(peer, all);
        }
        return all;
    }

    private static void policy(
            PeerConfig peer, RouteFilter filter, String key, String does, List<String> into) {
        if (filter.equals(RouteFilter.NO_POLICY)) {
            into.add(
                    """
                    peer %s has no '%s': it %s no routes (RFC 8212); write for instance %s: all"""
                            .formatted(peer.name(), key, does, key));
        }
    }

    /// A family for whose routes we have no next hop to tell: they would silently not arrive. On a
    /// link without addresses (fe80::, or a peer that is sought) RFC 8950 is the way, and nothing
    /// to wonder about.
    private static void nextHops(PeerConfig peer, List<String> into) {
        boolean overIpv4 = peer.address().isIpv4();
        boolean onLink = peer.address().isUnspecified() || peer.address().isLinkLocal();
        IpFamily other = overIpv4 ? IpFamily.IPV6 : IpFamily.IPV4;
        if (!peer.families().spoken().contains(AddressFamily.unicast(other))
                || peer.families().addresses().containsKey(other)
                || (!overIpv4 && onLink)) {
            return;
        }
        into.add(
                overIpv4
                        ? "peer "
                                + peer.name()
                                + " has IPv6 routes on a session over IPv4 and no 'nextHops': none of"
                                + " ours are told to it; write nextHops: [our IPv6 address on its link]"
                        : "peer "
                                + peer.name()
                                + " has IPv4 routes on a session over IPv6 and no 'nextHops': ours are"
                                + " told to it only if it knows RFC 8950; if not, write nextHops: [our"
                                + " IPv4 address on its link]");
    }
}
