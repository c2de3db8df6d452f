package io.gingham.netlink.message;

import io.gingham.value.IpFamily;

/// Which routes a dump is to give.
///
/// @param table 0 for every table
/// @param protocol 0 for every protocol
/// @param link the index of the interface that it leads out of, 0 for any; a route of several next
///   hops has none
public record RouteFilter(IpFamily family, int table, int protocol, int link) {

    public RouteFilter(IpFamily family, int table, int protocol) {
        this(family, table, protocol, 0);
    }

    public static RouteFilter all(IpFamily family) {
        return new RouteFilter(family, 0, 0);
    }

    public static RouteFilter main(IpFamily family) {
        return new RouteFilter(family, Route.MAIN_TABLE, 0);
    }

    public RouteFilter withTable(int newTable) {
        return new RouteFilter(family, newTable, protocol, link);
    }

    public RouteFilter withProtocol(int newProtocol) {
        return new RouteFilter(family, table, newProtocol, link);
    }

    public RouteFilter withLink(int index) {
        return new RouteFilter(family, table, protocol, index);
    }

    public boolean accepts(Route route) {
        return route.destination().family() == family
                && (table == 0 || route.table() == table)
                && (protocol == 0 || route.protocol() == protocol)
                && (link == 0 || route.target().link() == link);
    }
}
