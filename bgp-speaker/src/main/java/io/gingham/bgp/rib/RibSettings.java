package io.gingham.bgp.rib;

import io.gingham.bgp.message.RouterId;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;

/// What holds for all routes of a speaker.
///
/// @param clusterId of the routes we reflect (RFC 4456 section 7); most often the router ID
/// @param alwaysCompareMed compare MED also between routes of different ASes
/// @param multipath the most equal paths that are used at once, 1 or more
/// @param asPathRelax paths are equal if their AS paths are of one length; otherwise only those
///   with the very AS path of the best one
/// @param nextHops what is known of the ways inside our network
/// @param links this machine's addresses
public record RibSettings(
        AsNumber localAs,
        RouterId routerId,
        IpAddress clusterId,
        boolean alwaysCompareMed,
        int multipath,
        boolean asPathRelax,
        NextHops nextHops,
        LocalLinks links) {

    public RibSettings {
        if (multipath < 1) {
            throw new IllegalArgumentException("multipath " + multipath + " is below 1");
        }
    }

    public static RibSettings of(AsNumber localAs, RouterId routerId) {
        return new RibSettings(
                localAs,
                routerId,
                IpAddress.ipv4(routerId.bits()),
                false,
                1,
                true,
                NextHops.ALL_NEAR,
                LocalLinks.NONE);
    }

    public RibSettings withMultipath(int most) {
        return new RibSettings(
                localAs, routerId, clusterId, alwaysCompareMed, most, asPathRelax, nextHops, links);
    }

    public RibSettings withAsPathRelax(boolean relaxed) {
        return new RibSettings(
                localAs,
                routerId,
                clusterId,
                alwaysCompareMed,
                multipath,
                relaxed,
                nextHops,
                links);
    }

    public RibSettings withAlwaysCompareMed(boolean always) {
        return new RibSettings(
                localAs, routerId, clusterId, always, multipath, asPathRelax, nextHops, links);
    }

    public RibSettings withClusterId(IpAddress id) {
        return new RibSettings(
                localAs, routerId, id, alwaysCompareMed, multipath, asPathRelax, nextHops, links);
    }

    public RibSettings withNextHops(NextHops tracked) {
        return new RibSettings(
                localAs,
                routerId,
                clusterId,
                alwaysCompareMed,
                multipath,
                asPathRelax,
                tracked,
                links);
    }

    public RibSettings withLinks(LocalLinks ours) {
        return new RibSettings(
                localAs,
                routerId,
                clusterId,
                alwaysCompareMed,
                multipath,
                asPathRelax,
                nextHops,
                ours);
    }
}
