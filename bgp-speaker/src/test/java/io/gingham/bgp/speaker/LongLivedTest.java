package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// RFC 9494 between two speakers, on a clock of their own: `us` looks, `them` goes away.
class LongLivedTest {

    private static final IpAddress US = IpAddress.parse("10.0.0.1");
    private static final IpAddress THEM = IpAddress.parse("10.0.0.2");
    private static final IpPrefix PREFIX = IpPrefix.parse("10.2.0.0/26");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final GracefulRestartConfig USUAL =
            GracefulRestartConfig.DEFAULT.withLongLived(HOUR);

    private final SimWorld world = new SimWorld(7);

    private Node boot(
            IpAddress own, long as, IpAddress other, long otherAs, GracefulRestartConfig restart) {
        PeerConfig peer =
                PeerConfig.of("peer", other, new AsNumber(otherAs)).withGracefulRestart(restart);
        return world.boot(
                own,
                SpeakerConfig.of(new AsNumber(as), RouterId.of(own), List.of(peer)),
                new HashMap<>());
    }

    private Node us(GracefulRestartConfig restart) {
        return boot(US, 64512, THEM, 64513, restart);
    }

    private Node them(GracefulRestartConfig restart) {
        Node them = boot(THEM, 64513, US, 64512, restart);
        them.originate(Set.of(PREFIX));
        return them;
    }

    private void pass(Duration time) {
        world.run(time);
    }

    private static boolean lastChoice(Node node) {
        List<RouteView> routes = node.core.routes();
        return routes.size() == 1
                && routes.getFirst().attributes().communities().contains(Community.LLGR_STALE);
    }

    @Test
    void afterTheRestartTimeTheRoutesAreTheLastChoiceForAWhile() {
        Node us = us(USUAL);
        Node them = them(USUAL);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofSeconds(110));
        assertEquals(1, us.core.routes().size());
        assertTrue(!lastChoice(us), "still within the restart time");
        pass(Duration.ofSeconds(20));
        assertTrue(lastChoice(us));
        assertEquals(Set.of(PREFIX), us.kernel.keySet());
        pass(HOUR);
        assertEquals(List.of(), us.core.routes());
        assertEquals(Set.of(), us.kernel.keySet());
    }

    @Test
    void withoutARestartTimeTheyAreSoAtOnce() {
        GracefulRestartConfig atOnce = USUAL.withRestartTime(Duration.ZERO);
        Node us = us(atOnce);
        Node them = them(atOnce);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofSeconds(1));
        assertTrue(lastChoice(us));
        pass(HOUR);
        assertEquals(List.of(), us.core.routes());
    }

    @Test
    void theLowerOfBothTimesCounts() {
        Node us = us(USUAL.withLongLived(Duration.ofMinutes(10)));
        Node them = them(USUAL);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofSeconds(130));
        assertTrue(lastChoice(us));
        pass(Duration.ofMinutes(10));
        assertEquals(List.of(), us.core.routes());
    }

    @Test
    void whoDoesNotAnnounceItIsGoneAfterTheRestartTime() {
        Node us = us(USUAL);
        Node them = them(GracefulRestartConfig.DEFAULT);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofSeconds(130));
        assertEquals(List.of(), us.core.routes());
    }

    @Test
    void whenThePeerIsBackAllIsAsItWas() {
        Node us = us(USUAL);
        Node them = them(USUAL);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofMinutes(20));
        assertTrue(lastChoice(us));
        them(USUAL);
        pass(Duration.ofSeconds(30));
        assertEquals(1, us.core.routes().size());
        assertTrue(!lastChoice(us));
        pass(HOUR.multipliedBy(2));
        assertEquals(Set.of(PREFIX), us.kernel.keySet());
    }

    @Test
    void aPeerThatForgotItsForwardingLosesThemWhenItIsBack() {
        Node us = us(USUAL);
        Node them = them(USUAL);
        pass(Duration.ofSeconds(30));
        world.kill(them);
        pass(Duration.ofMinutes(20));
        boot(THEM, 64513, US, 64512, USUAL); // originates nothing, so it never sends the route
        pass(Duration.ofSeconds(30));
        assertEquals(List.of(), us.core.routes());
    }

    private static PeerConfig peer(IpAddress address, long as, GracefulRestartConfig restart) {
        return PeerConfig.of("peer-" + address, address, new AsNumber(as))
                .withGracefulRestart(restart);
    }

    private Node boot(IpAddress own, long as, PeerConfig... peers) {
        return world.boot(
                own,
                SpeakerConfig.of(new AsNumber(as), RouterId.of(own), List.of(peers)),
                new HashMap<>());
    }

    @Test
    void anyOtherRouteIsBetterThanALongLivedOne() {
        IpAddress other = IpAddress.parse("10.0.0.3");
        Node us = boot(US, 64512, peer(THEM, 64513, USUAL), peer(other, 64514, USUAL));
        Node them = boot(THEM, 64513, peer(US, 64512, USUAL));
        Node second = boot(other, 64514, peer(US, 64512, USUAL));
        them.originate(Set.of(PREFIX));
        second.originate(Set.of(PREFIX));
        pass(Duration.ofSeconds(30));
        assertEquals(THEM, nextHop(us), "the lower router ID");
        world.kill(them);
        pass(Duration.ofSeconds(110));
        assertEquals(THEM, nextHop(us), "still within the restart time");
        pass(Duration.ofSeconds(20));
        assertEquals(other, nextHop(us));
    }

    private static IpAddress nextHop(Node node) {
        return Objects.requireNonNull(node.kernel.get(PREFIX)).nextHop();
    }

    @Test
    void onlyThoseWhoKnowThemHearOfLongLivedRoutes() {
        IpAddress knows = IpAddress.parse("10.0.0.3");
        IpAddress plain = IpAddress.parse("10.0.0.4");
        GracefulRestartConfig usual = GracefulRestartConfig.DEFAULT;
        boot(
                US,
                64512,
                peer(THEM, 64513, USUAL),
                peer(knows, 64514, USUAL),
                peer(plain, 64515, USUAL));
        Node them = boot(THEM, 64513, peer(US, 64512, USUAL));
        Node third = boot(knows, 64514, peer(US, 64512, USUAL));
        Node fourth = boot(plain, 64515, peer(US, 64512, usual));
        them.originate(Set.of(PREFIX));
        pass(Duration.ofSeconds(30));
        assertEquals(Set.of(PREFIX), third.kernel.keySet());
        assertEquals(Set.of(PREFIX), fourth.kernel.keySet());
        world.kill(them);
        pass(Duration.ofSeconds(130));
        assertTrue(lastChoice(third), "it is told that the route is stale");
        assertEquals(Set.of(), fourth.kernel.keySet());
    }
}
