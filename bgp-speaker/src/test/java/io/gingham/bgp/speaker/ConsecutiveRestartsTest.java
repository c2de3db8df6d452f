package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A peer that goes again before it has sent its routes (RFC 8538 section 4.1), in simulated time.
class ConsecutiveRestartsTest {

    private static final IpAddress US = IpAddress.parse("10.9.0.1");
    private static final IpAddress THEM = IpAddress.parse("10.9.0.2");
    private static final IpPrefix PREFIX = IpPrefix.parse("10.2.0.0/26");
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    private final SimWorld world = new SimWorld(7);

    private Node boot(IpAddress own, long as, IpAddress other, long otherAs, boolean restarting) {
        PeerConfig peer = PeerConfig.of("peer", other, new AsNumber(otherAs));
        return world.boot(
                own,
                SpeakerConfig.of(new AsNumber(as), RouterId.of(own), List.of(peer))
                        .withRestarting(restarting),
                new HashMap<>());
    }

    /// One that knows nothing yet to tell, so that it does not end its first routes.
    private Node backWithoutRoutes() {
        return boot(THEM, 64513, US, 64512, true);
    }

    @Test
    void itsRoutesStayOverSeveralRestartsAndNotForEver() {
        Node us = boot(US, 64512, THEM, 64513, false);
        Node them = boot(THEM, 64513, US, 64512, false);
        them.originate(Set.of(PREFIX));
        world.run(BETWEEN);
        assertEquals(Set.of(PREFIX), us.kernel.keySet());
        GracefulRestartConfig times = GracefulRestartConfig.DEFAULT;
        Duration most = times.restartTime().plus(times.staleTime());
        Duration away = Duration.ZERO;
        for (int restart = 0; restart < 3; restart++) {
            world.kill(them);
            them = backWithoutRoutes();
            world.run(BETWEEN);
            away = away.plus(BETWEEN);
            assertEquals(Set.of(PREFIX), us.kernel.keySet(), "after restart " + restart);
        }
        while (!us.kernel.isEmpty()) {
            assertTrue(
                    away.compareTo(most.plus(BETWEEN)) <= 0,
                    "kept for " + away + ", and " + most + " is the most");
            world.kill(them);
            them = backWithoutRoutes();
            world.run(BETWEEN);
            away = away.plus(BETWEEN);
        }
    }
}
