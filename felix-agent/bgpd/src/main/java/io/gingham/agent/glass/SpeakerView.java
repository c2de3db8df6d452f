package io.gingham.agent.glass;

import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.rib.RouteExplanation;
import io.gingham.bgp.rib.RouteList;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.TellingExplanation;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.IpPrefix;
import java.util.List;

/// A speaker, as far as it can be looked into.
public interface SpeakerView {

    List<PeerStatus> peers();

    /// Of BMP.
    List<CollectorStatus> collectors();

    /// Usable routes.
    RouteList routes(RouteQuery query);

    /// What the peer sent, before any filter.
    RouteList received(String peer, RouteQuery query);

    /// What the peer was told.
    RouteList advertised(String peer, RouteQuery query);

    RouteExplanation explain(IpPrefix prefix);

    /// Why the peer is told of it, or is not.
    TellingExplanation explain(IpPrefix prefix, String peer);

    static SpeakerView of(BgpSpeaker speaker) {
        return new SpeakerView() {
            @Override
            public List<PeerStatus> peers() {
                return speaker.peers();
            }

            @Override
            public List<CollectorStatus> collectors() {
                return speaker.collectors();
            }

            @Override
            public RouteList routes(RouteQuery query) {
                return speaker.routes(query);
            }

            @Override
            public RouteList received(String peer, RouteQuery query) {
                return speaker.received(peer, query);
            }

            @Override
            public RouteList advertised(String peer, RouteQuery query) {
                return speaker.advertised(peer, query);
            }

            @Override
            public RouteExplanation explain(IpPrefix prefix) {
                return speaker.explain(prefix);
            }

            @Override
            public TellingExplanation explain(IpPrefix prefix, String peer) {
                return speaker.explain(prefix, peer);
            }
        };
    }
}
