package io.gingham.netlink.message;

import io.gingham.value.IpFamily;

/// Which routes a dump is to give.
///
/// @param table 0 for every table
/// @param protocol 0 for every protocol
public record RouteFilter(IpFamily family, int table, int protocol) {

    public static RouteFilter all(IpFamily family) {
        return new RouteFilter(family, 0, 0);
    }

    public static RouteFilter main(IpFamily family) {
        return new RouteFilter(family, Route.MAIN_TABLE, 0);
    }

    public RouteFilter withTable(int newTable) {
        return new RouteFilter(family, newTable, protocol);
    }

    public RouteFilter withProtocol(int newProtocol) {
        return new RouteFilter(family, table, newProtocol);
    }

    public boolean accepts(Route route) {
        return route.destination().family() == family
                && (table == 0 || route.table() == table)
                && (protocol == 0 || route.protocol() == protocol);
    }
}
