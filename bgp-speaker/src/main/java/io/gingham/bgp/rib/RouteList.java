package io.gingham.bgp.rib;

import java.util.List;

/// What a look at a table shows.
///
/// @param total how many routes were asked for, those above the limit too. Of what a peer was told,
///   those above the limit are counted as its update group was told them: one whose next hop is the
///   peer itself is counted, although the peer was not told it
/// @param routes ordered by prefix, then by source: the first ones, up to the limit
public record RouteList(int total, List<RouteView> routes) {
    public RouteList {
        routes = List.copyOf(routes);
    }
}
