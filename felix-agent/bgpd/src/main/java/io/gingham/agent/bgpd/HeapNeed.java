package io.gingham.agent.bgpd;

import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PrefixLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a configuration may come to need.
///
/// @param routes the most that there may be, of those whose number is bounded
/// @param unbounded who may bring any number: peers without a prefix limit, the kernel
public record HeapNeed(long routes, List<String> unbounded) {

    private static final long MIB = 1 << 20;

    /// With no route at all, and enough for a collection now and then.
    private static final long BASE = 64 * MIB;

    /// 180 was measured, with five routes to a set of attributes; as much again for routes that
    /// share nothing, and for what is thrown away.
    private static final long ROUTE_OCTETS = 360;

    public HeapNeed {
        unbounded = List.copyOf(unbounded);
    }

    static HeapNeed of(DaemonConfig config) {
        long routes = config.routes().size();
        List<String> unbounded = new ArrayList<>();
        for (PeerConfig peer : config.speaker().peers()) {
            Optional<PrefixLimit> limit = peer.policy().prefixLimit();
            if (limit.isPresent()) {
                routes += limit.get().most();
            } else {
                unbounded.add("peer " + peer.name());
            }
        }
        if (config.kernelImport().isPresent()) {
            unbounded.add("the kernel's table");
        }
        return new HeapNeed(routes, unbounded);
    }

    /// For the routes that are bounded.
    long octets() {
        return BASE + routes * ROUTE_OCTETS;
    }

    boolean isBounded() {
        return unbounded.isEmpty();
    }
}
