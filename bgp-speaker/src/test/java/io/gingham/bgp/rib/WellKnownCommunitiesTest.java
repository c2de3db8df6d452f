package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.AsPath.Segment;
import io.gingham.bgp.message.AsPath.SegmentType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Communities;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What communities, and attributes of other RFCs, make of a route that comes in.
class WellKnownCommunitiesTest {

    private static final RibPeer OUTSIDE = Routes.peer(1, 64601);
    private static final RibPeer INSIDE = Routes.peer(11, Routes.OUR_AS.value());
    private static final PathAttributes PLAIN = attributes("10.0.0.1", 64601);

    private static Optional<PathAttributes> accept(PathAttributes received, RibPeer from) {
        return Optional.ofNullable(
                ImportPolicy.of(
                                received,
                                IpFamily.IPV4,
                                new ImportRule.Context(from, Routes.SETTINGS),
                                RouteFilter.ACCEPT_ALL)
                        .accept(Routes.PREFIX));
    }

    @Test
    void aPathThatIsAboutToGoIsTheLastChoice() {
        PathAttributes leaving = PLAIN.with(new Communities(List.of(Community.GRACEFUL_SHUTDOWN)));
        assertEquals(0, accept(leaving, OUTSIDE).orElseThrow().localPref());
        PathAttributes inside = leaving.with(new PathAttribute.LocalPref(70));
        assertEquals(70, accept(inside, INSIDE).orElseThrow().localPref());
    }

    @Test
    void aBlackholeIsNotPassedOn() {
        PathAttributes hole = PLAIN.with(new Communities(List.of(Community.BLACKHOLE)));
        assertEquals(
                List.of(Community.BLACKHOLE, Community.NO_EXPORT),
                accept(hole, OUTSIDE).orElseThrow().communities());
        List<Community> stays = List.of(Community.BLACKHOLE, Community.NO_ADVERTISE);
        PathAttributes kept = PLAIN.with(new Communities(stays));
        assertEquals(stays, accept(kept, OUTSIDE).orElseThrow().communities());
    }

    @Test
    void aPathWithASetIsNotUsed() {
        AsPath withSet =
                new AsPath(
                        List.of(
                                new Segment(SegmentType.SEQUENCE, List.of(new AsNumber(64601))),
                                new Segment(SegmentType.SET, List.of(new AsNumber(64700)))));
        assertEquals(
                Optional.empty(), accept(PLAIN.with(new PathAttribute.Path(withSet)), OUTSIDE));
    }

    @Test
    void aRouteWithoutAnAsPathIsNotUsed() {
        PathAttributes secured =
                PLAIN.without(PathAttribute.Path.TYPE)
                        .with(new PathAttribute.Unknown(33, 0x80, Octets.EMPTY));
        assertEquals(Optional.empty(), accept(secured, INSIDE));
    }

    @Test
    void aigpIsForWhoeverAskedForIt() {
        PathAttribute aigp = new PathAttribute.Aigp(Octets.parse("01000b0000000000000001"));
        assertEquals(Optional.of(PLAIN), accept(PLAIN.with(aigp), OUTSIDE));
    }
}
