package io.gingham.agent.bgp;

import io.gingham.agent.bgp.PeeringPlan.Peer;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The peers of a BGPPeer that names links (`peerInterfaces`): unnumbered sessions, one on each.
/// Both families are spoken between link-local addresses, IPv4 by RFC 8950.
final class PeerLinks {

    private PeerLinks() {}

    static boolean areNamedBy(BGPPeerSpec spec) {
        return spec.peerInterfaces() != null && !spec.peerInterfaces().isEmpty();
    }

    /// @param client whether routes are reflected to a peer of that AS
    /// @throws IllegalArgumentException if the object says what can't be of such peers
    static List<Peer> of(
            String name,
            String object,
            BGPPeerSpec spec,
            PeerOptions options,
            Predicate<AsNumber> client) {
        List<String> links = spec.peerInterfaces() == null ? List.of() : spec.peerInterfaces();
        refuse(spec.peerIP(), "peerIP");
        refuse(spec.peerSelector(), "peerSelector");
        refuse(spec.reachableBy(), "reachableBy");
        Set<String> seen = new HashSet<>();
        for (String link : links) {
            if (!seen.add(link)) {
                throw new IllegalArgumentException("peerInterfaces names '" + link + "' twice");
            }
        }
        Optional<AsNumber> as =
                Optional.ofNullable(spec.asNumber())
                        .map(number -> PeerOptions.asNumber("asNumber", number));
        return links.stream()
                .map(
                        link ->
                                new Peer(
                                        name + "/" + link,
                                        object,
                                        false,
                                        PeerEndpoint.unnumbered(link),
                                        as,
                                        as.filter(client).isPresent(),
                                        false,
                                        PeerFamilies.both(),
                                        options))
                .toList();
    }

    private static void refuse(@Nullable String text, String field) {
        if (text != null && !text.isBlank()) {
            throw new IllegalArgumentException(
                    "peerInterfaces finds the peers, and "
                            + field
                            + " is of others: remove one of them");
        }
    }
}
