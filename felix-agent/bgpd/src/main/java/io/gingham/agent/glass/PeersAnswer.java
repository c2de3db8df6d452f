package io.gingham.agent.glass;

import java.util.List;

public record PeersAnswer(List<SeenPeer> peers) {
    public PeersAnswer {
        peers = List.copyOf(peers);
    }
}
