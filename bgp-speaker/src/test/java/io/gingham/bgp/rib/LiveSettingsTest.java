package io.gingham.bgp.rib;

import static io.gingham.bgp.rib.Routes.attributes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Settings that change while there are routes and sessions.
class LiveSettingsTest {

    private static final IpAddress CLUSTER = IpAddress.parse("7.7.7.7");

    private final Rib rib = new Rib(Routes.SETTINGS, false);
    private final TestRib world = new TestRib(rib);

    private void announce(RibPeer from, long med, long... path) {
        rib.receive(
                from.name(),
                Update.announce(
                        attributes(from.address().toString(), path)
                                .with(new PathAttribute.Med(med)),
                        List.of(Routes.PREFIX)));
    }

    private String best() {
        return rib.look().routes(RouteQuery.BEST).routes().getFirst().from();
    }

    @Test
    void medsOfAllSystemsAreComparedFromNowOn() {
        RibPeer first = world.up(Routes.peer(1, 64601));
        RibPeer second = world.up(Routes.peer(2, 64602));
        RibPeer hears = world.up(Routes.peer(3, 64603));
        announce(first, 100, 64601);
        announce(second, 50, 64602);
        assertEquals("peer-1", best());
        world.told(hears);
        rib.changeSettings(Routes.SETTINGS.withAlwaysCompareMed(true));
        assertEquals("peer-2", best());
        assertEquals(
                List.of(64512L, 64602L),
                world
                        .told(hears)
                        .getLast()
                        .attributes()
                        .asPath()
                        .segments()
                        .getFirst()
                        .numbers()
                        .stream()
                        .map(io.gingham.value.AsNumber::value)
                        .toList());
    }

    @Test
    void equalPathsComeAndGoWithTheirNumber() {
        announce(world.up(Routes.peer(1, 64601)), 0, 64601);
        announce(world.up(Routes.peer(2, 64602)), 0, 64602);
        rib.takeChanges();
        rib.changeSettings(Routes.SETTINGS.withMultipath(2));
        assertEquals(2, hops(rib.takeChanges()));
        rib.changeSettings(Routes.SETTINGS.withMultipath(2).withAsPathRelax(false));
        assertEquals(1, hops(rib.takeChanges()));
        rib.changeSettings(Routes.SETTINGS.withMultipath(2));
        assertEquals(2, hops(rib.takeChanges()));
        rib.changeSettings(Routes.SETTINGS);
        assertEquals(1, hops(rib.takeChanges()));
    }

    private static int hops(List<Delta<io.gingham.value.IpPrefix, BestPath>> changes) {
        return changes.stream()
                .map(each -> ((Delta.Put<io.gingham.value.IpPrefix, BestPath>) each).value())
                .mapToInt(path -> path.nextHops().size())
                .sum();
    }

    @Test
    void anotherClusterIsWrittenIntoWhatWasToldAndLooksForItself() {
        RibPeer client = world.up(Routes.peer(11, 64512).with(PeerTreatment.PLAIN.withClient()));
        RibPeer other = world.up(Routes.peer(12, 64512));
        announce(client, 0);
        world.told(other);
        rib.changeSettings(Routes.SETTINGS.withClusterId(CLUSTER));
        assertEquals(
                Optional.of(new ClusterList(List.of(CLUSTER))),
                world.told(other).getLast().attributes().find(ClusterList.class));
    }

    @Test
    void aPeerThatBecomesAClientIsToldWhatInternalPeersSaid() {
        RibPeer from = world.up(Routes.peer(11, 64512));
        RibPeer to = world.up(Routes.peer(12, 64512));
        announce(from, 0);
        assertEquals(List.of(), world.told(to));
        rib.changeSession(to.with(PeerTreatment.PLAIN.withClient()));
        assertEquals(1, world.told(to).size());
        rib.changeSession(to.with(PeerTreatment.PLAIN));
        assertEquals(1, world.told(to).getLast().withdrawn().size());
    }

    @Test
    void routesOfAPeerThatBecomesAClientGoToTheOthers() {
        RibPeer from = world.up(Routes.peer(11, 64512));
        RibPeer to = world.up(Routes.peer(12, 64512));
        announce(from, 0);
        rib.changeSession(from.with(PeerTreatment.PLAIN.withClient()));
        assertEquals(1, world.told(to).size());
    }

    @Test
    void anotherToleranceForOurOwnAsJudgesTheRoutesThatAreThere() {
        RibPeer from = world.up(Routes.peer(1, 64601));
        announce(from, 0, 64601, 64512);
        assertTrue(rib.look().routes().isEmpty());
        rib.changeSession(
                from.with(
                        new PeerTreatment(
                                false,
                                Optional.empty(),
                                false,
                                NextHopMode.DEFAULT,
                                1,
                                false,
                                false,
                                1)));
        assertEquals("peer-1", best());
        assertEquals(1, rib.received(from.name()));
        announce(from, 0, 64601, 64512);
        assertEquals(1, rib.received(from.name()));
    }
}
