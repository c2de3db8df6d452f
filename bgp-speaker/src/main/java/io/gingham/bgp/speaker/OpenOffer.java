package io.gingham.bgp.speaker;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPath;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Capability.EnhancedRouteRefresh;
import io.gingham.bgp.message.Capability.ExtendedMessage;
import io.gingham.bgp.message.Capability.ExtendedNextHop;
import io.gingham.bgp.message.Capability.GracefulRestart;
import io.gingham.bgp.message.Capability.LongLivedFamily;
import io.gingham.bgp.message.Capability.LongLivedGracefulRestart;
import io.gingham.bgp.message.Capability.Multiprotocol;
import io.gingham.bgp.message.Capability.PreservedFamily;
import io.gingham.bgp.message.Capability.Role;
import io.gingham.bgp.message.Capability.RouteRefresh;
import java.util.ArrayList;
import java.util.List;

/// What our OPEN announces to a peer.
///
/// @param restarting the R bit: we have not selected our routes yet
/// @param preserved the F bit: the kernel still forwards by the routes of before
record OpenOffer(PeerConfig peer, boolean restarting, boolean preserved) {

    List<Capability> capabilities() {
        List<Capability> capabilities = new ArrayList<>();
        families().forEach(family -> capabilities.add(new Multiprotocol(family)));
        capabilities.add(new RouteRefresh());
        capabilities.add(new EnhancedRouteRefresh());
        capabilities.add(new ExtendedMessage());
        if (peer.ipv4OverIpv6()) {
            capabilities.add(ExtendedNextHop.ipv4OverIpv6());
        }
        peer.relation().role().ifPresent(role -> capabilities.add(new Role(role)));
        if (!peer.addPath().isOff()) {
            capabilities.add(addPath());
        }
        if (peer.gracefulRestart().enabled()) {
            capabilities.add(gracefulRestart());
        }
        if (peer.gracefulRestart().longLived().isPositive()) {
            capabilities.add(longLived());
        }
        return capabilities;
    }

    private List<AddressFamily> families() {
        return peer.families().inOrder();
    }

    private AddPath addPath() {
        int mode =
                (peer.addPath().receive() ? AddPathFamily.RECEIVE : 0)
                        | (peer.addPath().sends() ? AddPathFamily.SEND : 0);
        return new AddPath(
                families().stream().map(family -> new AddPathFamily(family, mode)).toList());
    }

    /// With the N bit always: we keep routes over a NOTIFICATION if the peer does so too.
    private GracefulRestart gracefulRestart() {
        return new GracefulRestart(
                restarting,
                true,
                (int) peer.gracefulRestart().restartTime().toSeconds(),
                families().stream().map(family -> new PreservedFamily(family, preserved)).toList());
    }

    private LongLivedGracefulRestart longLived() {
        int seconds = (int) peer.gracefulRestart().longLived().toSeconds();
        return new LongLivedGracefulRestart(
                families().stream()
                        .map(family -> new LongLivedFamily(family, preserved, seconds))
                        .toList());
    }
}
