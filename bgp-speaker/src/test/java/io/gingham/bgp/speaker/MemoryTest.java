package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.rib.BestPath;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/// When the memory is full, one session goes and the others stay.
class MemoryTest {

    private static final IpAddress US = IpAddress.parse("10.0.0.1");
    private static final IpAddress SMALL = IpAddress.parse("10.0.0.2");
    private static final IpAddress LARGE = IpAddress.parse("10.0.0.3");

    private final SimWorld world = new SimWorld(1);

    private static final class Tank implements RouteMemory {
        boolean full;

        /// Seen so once; looked at anew, it is as `full` says.
        boolean seemsFull;

        int looks;
        int mustGo = 1;
        int drained;

        /// How many routes and prefixes there were when it was last told to rest.
        int rested = -1;

        @Override
        public boolean seemsShort(IntSupplier largest) {
            boolean seems = full || seemsFull;
            seemsFull = false;
            return seems;
        }

        @Override
        public boolean isShort(IntSupplier largest) {
            looks++;
            return full;
        }

        @Override
        public int routesToGiveUp(int all) {
            return mustGo;
        }

        @Override
        public void working(int entries) {
            rested = -1;
        }

        @Override
        public void resting(int entries) {
            rested = entries;
        }

        @Override
        public void freed() {
            full = false;
            drained++;
        }
    }

    private SimWorld.Node boot(
            IpAddress address, long as, RouteMemory memory, PeerConfig... peers) {
        return world.boot(
                address,
                TestSpeaker.config(address.toString(), 179, as, peers),
                new TreeMap<IpPrefix, BestPath>(),
                memory);
    }

    @Test
    void whoSentMostGoesAndComesBackLater() {
        Tank tank = new Tank();
        SimWorld.Node us =
                boot(
                        US,
                        64512,
                        tank,
                        TestSpeaker.peer(US.toString(), SMALL.toString(), 179, 64513),
                        TestSpeaker.peer(US.toString(), LARGE.toString(), 179, 64514));
        SimWorld.Node small =
                boot(
                        SMALL,
                        64513,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(SMALL.toString(), US.toString(), 179, 64512));
        SimWorld.Node large =
                boot(
                        LARGE,
                        64514,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(LARGE.toString(), US.toString(), 179, 64512));
        small.core.originate(Set.of(IpPrefix.parse("10.2.0.0/26")));
        large.core.originate(Set.of(IpPrefix.parse("10.3.0.0/26"), IpPrefix.parse("10.3.0.64/26")));
        world.run(Duration.ofSeconds(30));
        assertEquals(3, us.kernel.size());
        tank.full = true;
        large.core.originate(
                Set.of(
                        IpPrefix.parse("10.3.0.0/26"),
                        IpPrefix.parse("10.3.0.64/26"),
                        IpPrefix.parse("10.3.0.128/26")));
        world.run(Duration.ofSeconds(60));
        assertEquals(1, tank.drained, "one was enough");
        assertEquals(Set.of(IpPrefix.parse("10.2.0.0/26")), us.kernel.keySet());
        assertTrue(large.core.peers().getFirst().lastError().contains("(6/8)"));
        assertTrue(small.core.peers().getFirst().established());
        assertFalse(large.core.peers().getFirst().established());
        world.run(Duration.ofMinutes(6));
        assertEquals(4, us.kernel.size());
    }

    @Test
    void memoryThatOnlySeemedFullEndsNoSessionAndNoRouteIsLost() {
        Tank tank = new Tank();
        SimWorld.Node us =
                boot(
                        US,
                        64512,
                        tank,
                        TestSpeaker.peer(US.toString(), SMALL.toString(), 179, 64513));
        SimWorld.Node small =
                boot(
                        SMALL,
                        64513,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(SMALL.toString(), US.toString(), 179, 64512));
        world.run(Duration.ofSeconds(30));
        for (int i = 1; i <= 3; i++) {
            tank.seemsFull = true;
            small.core.originate(
                    Set.of(
                            IpPrefix.parse("10.2.0.0/26"),
                            IpPrefix.parse("10.2." + i + ".0/26"),
                            IpPrefix.parse("10.2." + i + ".64/26")));
            world.run(Duration.ofSeconds(30));
            assertEquals(i, tank.looks);
            assertEquals(3, us.kernel.size());
        }
        assertEquals(0, tank.drained);
        assertEquals(3, us.pauses);
        assertFalse(us.paused);
        assertTrue(small.core.peers().getFirst().established());
        assertEquals(0, small.core.peers().getFirst().flaps());
    }

    @Test
    void asManySessionsEndAsItTakes() {
        Tank tank = new Tank();
        tank.mustGo = 4;
        SimWorld.Node us =
                boot(
                        US,
                        64512,
                        tank,
                        TestSpeaker.peer(US.toString(), SMALL.toString(), 179, 64513),
                        TestSpeaker.peer(US.toString(), LARGE.toString(), 179, 64514));
        SimWorld.Node small =
                boot(
                        SMALL,
                        64513,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(SMALL.toString(), US.toString(), 179, 64512));
        SimWorld.Node large =
                boot(
                        LARGE,
                        64514,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(LARGE.toString(), US.toString(), 179, 64512));
        small.core.originate(Set.of(IpPrefix.parse("10.2.0.0/26")));
        large.core.originate(Set.of(IpPrefix.parse("10.3.0.0/26"), IpPrefix.parse("10.3.0.64/26")));
        world.run(Duration.ofSeconds(30));
        assertEquals(3, us.kernel.size());
        tank.full = true;
        large.core.originate(
                Set.of(
                        IpPrefix.parse("10.3.0.0/26"),
                        IpPrefix.parse("10.3.0.64/26"),
                        IpPrefix.parse("10.3.0.128/26")));
        world.run(Duration.ofSeconds(60));
        assertEquals(1, tank.drained, "at one time");
        assertFalse(large.core.peers().getFirst().established());
        assertFalse(small.core.peers().getFirst().established());
        assertEquals(Set.of(), us.kernel.keySet());
    }

    @Test
    void memoryThatIsFullOfOtherThingsEndsNoSession() {
        Tank tank = new Tank();
        tank.mustGo = 0;
        SimWorld.Node us =
                boot(
                        US,
                        64512,
                        tank,
                        TestSpeaker.peer(US.toString(), SMALL.toString(), 179, 64513));
        SimWorld.Node small =
                boot(
                        SMALL,
                        64513,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(SMALL.toString(), US.toString(), 179, 64512));
        tank.full = true;
        small.core.originate(Set.of(IpPrefix.parse("10.2.0.0/26")));
        world.run(Duration.ofSeconds(30));
        assertTrue(small.core.peers().getFirst().established());
        assertEquals(0, tank.drained);
        assertEquals(Set.of(IpPrefix.parse("10.2.0.0/26")), us.kernel.keySet());
    }

    @Test
    void memoryIsTidiedUpWhenNothingHappensForAMoment() {
        Tank tank = new Tank();
        SimWorld.Node us =
                boot(
                        US,
                        64512,
                        tank,
                        TestSpeaker.peer(US.toString(), SMALL.toString(), 179, 64513));
        SimWorld.Node small =
                boot(
                        SMALL,
                        64513,
                        RouteMemory.PLENTY,
                        TestSpeaker.peer(SMALL.toString(), US.toString(), 179, 64512));
        small.core.originate(Set.of(IpPrefix.parse("10.2.0.0/26"), IpPrefix.parse("10.2.1.0/26")));
        world.run(Duration.ofSeconds(30));
        assertEquals(2, us.kernel.size());
        assertEquals(4, tank.rested);
        small.core.originate(Set.of());
        world.run(Duration.ofSeconds(30));
        assertEquals(0, tank.rested);
    }
}
