package io.gingham.agent.glass;

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

    List<Judged> explain(IpPrefix prefix);

    /// @param verdict `best`, or what it lost by
    record Judged(RouteView route, String verdict) {}

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
                return routes().stream().filter(route -> route.from().equals(peer)).toList();
            }

            @Override
            public List<RouteView> advertised(String peer) {
                return routes().stream().filter(RouteView::best).toList();
            }

            @Override
            public List<Judged> explain(IpPrefix prefix) {
                return routes().stream()
                        .filter(route -> route.prefix().equals(prefix))
                        .map(route -> new Judged(route, route.best() ? "best" : "not best"))
                        .toList();
            }
        };
    }
}
