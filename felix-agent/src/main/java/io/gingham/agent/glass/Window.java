package io.gingham.agent.glass;

import io.gingham.bgp.rib.RouteExplanation;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.IpPrefix;
import java.util.List;

/// A speaker, as far as it can be looked into.
public interface Window {

    List<PeerStatus> peers();

    /// All usable routes, ordered by prefix.
    List<RouteView> routes();

    /// What the peer sent, before any filter.
    List<RouteView> received(String peer);

    /// What the peer was told.
    List<RouteView> advertised(String peer);

    RouteExplanation explain(IpPrefix prefix);

    static Window into(BgpSpeaker speaker) {
        return new Window() {
            @Override
            public List<PeerStatus> peers() {
                return speaker.peers();
            }

            @Override
            public List<RouteView> routes() {
                return speaker.routes();
            }

            @Override
            public List<RouteView> received(String peer) {
                return speaker.received(peer);
            }

            @Override
            public List<RouteView> advertised(String peer) {
                return speaker.advertised(peer);
            }

            @Override
            public RouteExplanation explain(IpPrefix prefix) {
                return speaker.explain(prefix);
            }
        };
    }
}
