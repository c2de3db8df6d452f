package io.gingham.bgp.interop;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a foreign speaker is told to do, whichever it is.
///
/// @param as its own
/// @param ours our AS
/// @param others the AS of the second speaker of ours
/// @param routes what it announces
record PeerScript(long as, long ours, long others, List<String> routes, Set<PeerFeature> features) {

    static final long AS = 64513;
    static final long OUR_AS = 64512;
    static final long OTHERS_AS = 64520;

    static final String PASSWORD = "swordfish";
    static final int PREFIX_LIMIT = 3;

    /// Both intervals; the session is lost with the third packet.
    static final int BFD_MILLIS = 100;

    /// In seconds.
    static final int RESTART = 120;

    /// In seconds.
    static final int SHORT_RESTART = 2;

    /// In seconds.
    static final int LONG_LIVED = 3600;

    static final String ROUTE = "192.0.2.0/24";
    static final String SECOND_ROUTE = "198.51.100.0/24";
    static final String ROUTE_V6 = "2001:db8:100::/48";
    static final String SECOND_ROUTE_V6 = "2001:db8:200::/48";

    PeerScript {
        routes = List.copyOf(routes);
        features = Set.copyOf(features);
    }

    /// Two routes of each family.
    static PeerScript external(PeerFeature... features) {
        return new PeerScript(AS, OUR_AS, OTHERS_AS, allRoutes(), set(features));
    }

    /// All in our AS.
    static PeerScript internal(PeerFeature... features) {
        return new PeerScript(OUR_AS, OUR_AS, OUR_AS, allRoutes(), set(features));
    }

    private static List<String> allRoutes() {
        return List.of(ROUTE, SECOND_ROUTE, ROUTE_V6, SECOND_ROUTE_V6);
    }

    private static Set<PeerFeature> set(PeerFeature... features) {
        Set<PeerFeature> set = EnumSet.noneOf(PeerFeature.class);
        set.addAll(List.of(features));
        return set;
    }

    PeerScript withRoutes(String... changed) {
        return new PeerScript(as, ours, others, List.of(changed), features);
    }

    /// @throws UnsupportedOperationException if it is to do one of these
    void without(PeerFeature... impossible) {
        for (PeerFeature feature : impossible) {
            if (has(feature)) {
                throw new UnsupportedOperationException(feature + " is nothing that it can do");
            }
        }
    }

    boolean has(PeerFeature feature) {
        return features.contains(feature);
    }

    List<String> routes(boolean six) {
        return routes.stream().filter(route -> route.contains(":") == six).toList();
    }

    /// Where we are, as its neighbour.
    String ourAddress() {
        return has(PeerFeature.OVER_IPV6)
                ? PeerNetwork.OURS.address6()
                : PeerNetwork.OURS.address();
    }
}
