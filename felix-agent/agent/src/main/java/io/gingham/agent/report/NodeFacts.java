package io.gingham.agent.report;

import io.gingham.agent.part.Problem;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.AsNumber;
import java.util.List;
import java.util.Optional;

/// A node as its agent knows it at one moment.
///
/// @param peers all sessions that are wanted
/// @param obstacle why the node should not be given pods; empty if it may
/// @param routes that are kept in the kernel
/// @param identity of the speaker; empty before it has started
public record NodeFacts(
        List<PeerStatus> peers,
        String obstacle,
        List<Problem> problems,
        long routes,
        Optional<Identity> identity) {

    /// Who the speaker is for its peers.
    public record Identity(AsNumber asNumber, RouterId routerId) {}

    public NodeFacts {
        peers = List.copyOf(peers);
        problems = List.copyOf(problems);
    }
}
