package io.gingham.agent.glass;

import java.util.List;
import java.util.Objects;

/// @param collectors of BMP; none in the answer of an older agent
public record PeersAnswer(List<SeenPeer> peers, List<SeenCollector> collectors) {
    public PeersAnswer {
        peers = List.copyOf(peers);
        collectors = List.copyOf(Objects.requireNonNullElse(collectors, List.of()));
    }
}
