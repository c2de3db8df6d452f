package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.RouteFilter;
import java.util.Optional;

/// Which routes a peer may give and gets. A change of the filters keeps the session.
///
/// @param prefixLimit absent: it may send as many as it likes
public record PeerPolicy(
        RouteFilter importFilter, RouteFilter exportFilter, Optional<PrefixLimit> prefixLimit) {

    public static final PeerPolicy ALL =
            new PeerPolicy(RouteFilter.ACCEPT_ALL, RouteFilter.ACCEPT_ALL, Optional.empty());

    public PeerPolicy withFilters(RouteFilter newImport, RouteFilter newExport) {
        return new PeerPolicy(newImport, newExport, prefixLimit);
    }

    public PeerPolicy withPrefixLimit(PrefixLimit limit) {
        return new PeerPolicy(importFilter, exportFilter, Optional.of(limit));
    }
}
