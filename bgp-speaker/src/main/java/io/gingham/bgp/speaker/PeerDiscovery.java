package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import java.util.function.Consumer;

/// Finds who is at the other end of a link, for peers that are configured by their interface only
/// ([PeerEndpoint#unnumbered]); as by router advertisements (RFC 4861).
@FunctionalInterface
public interface PeerDiscovery {

    /// For speakers without such peers.
    PeerDiscovery NONE =
            (interfaceName, _) -> {
                throw new SpeakerException(
                        SpeakerException.Reason.CANNOT_DISCOVER,
                        "the peer on "
                                + interfaceName
                                + " has no address, and nothing here looks for it; give it one");
            };

    /// Begins to look on that link, which need not exist yet.
    ///
    /// @param interfaceName of the link
    /// @param found to be told the peer's link-local address, on any thread: when it is first
    ///   known, and when it is another one
    /// @return ends it, without waiting for a call of `found` that is under way
    /// @throws SpeakerException CANNOT_DISCOVER if it will never be possible
    Runnable watch(String interfaceName, Consumer<IpAddress> found);
}
