package io.gingham.agent.bgp;

import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What this node's speaker is to be.
///
/// @param originated the node's own prefixes
/// @param ownBlocks this node's blocks that are routed: to addresses in them that no pod has leads
///   nothing
/// @param gateways by which peers are reached, each by a host route
/// @param workloads the sessions with the node's own pods, which are among the peers
/// @param problems what can't be as somebody wants it, as sentences
record WantedSpeaker(
        SpeakerConfig config,
        Set<IpPrefix> originated,
        List<IpPrefix> ownBlocks,
        Map<IpPrefix, IpAddress> gateways,
        WorkloadSessions workloads,
        List<String> problems) {

    WantedSpeaker {
        originated = Set.copyOf(originated);
        ownBlocks = List.copyOf(ownBlocks);
        gateways = Map.copyOf(gateways);
        problems = List.copyOf(problems);
    }
}
