package io.gingham.dataplane.routes;

import io.gingham.netlink.message.RouteTarget;

/// How a prefix is reached.
///
/// @param metric as [io.gingham.netlink.message.Route#metric]; [#USUAL] for the one that routes of
///   the table have where nobody says more
record Way(RouteTarget target, int metric) {
    /// As a metric the worst of all; nobody makes such routes.
    static final int USUAL = -1;

    /// Where nothing is known of it.
    static final Way NOWHERE = new Way(new RouteTarget.Blackhole(), USUAL);
}
