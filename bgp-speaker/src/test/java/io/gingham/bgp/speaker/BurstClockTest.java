package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.ConvergenceHistogram.Bucket;
import io.gingham.bgp.speaker.SimWorld.Node;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BurstClockTest {

    private static final long MILLI = 1_000_000;

    private final BurstClock clock = new BurstClock();

    private long within(Duration bound) {
        return clock.histogram().buckets().stream()
                .filter(bucket -> bucket.atMost().equals(bound))
                .mapToLong(Bucket::bursts)
                .sum();
    }

    @Test
    void aBurstLastsFromItsFirstChange() {
        clock.changed(1_000 * MILLI);
        clock.changed(1_040 * MILLI);
        clock.told(1_050 * MILLI, 2);
        assertEquals(1, within(Duration.ofMillis(50)), "a bound is inclusive");
        assertEquals(1, clock.histogram().count());
        assertEquals(Duration.ofMillis(50), clock.histogram().total());
    }

    @Test
    void aRoundWithoutAChangeIsNoBurst() {
        clock.changed(0);
        clock.told(MILLI, 1);
        clock.changed(5 * MILLI);
        clock.told(900 * MILLI, 1);
        assertEquals(1, clock.histogram().count());
        clock.changed(1_000 * MILLI);
        clock.told(1_001 * MILLI, 2);
        assertEquals(2, within(Duration.ofMillis(1)), "the empty round is over");
    }

    @Test
    void whatTakesLongerThanAllBoundsIsCountedToo() {
        clock.changed(0);
        clock.told(Duration.ofHours(1).toNanos(), 1);
        assertEquals(1, clock.histogram().slower());
        assertEquals(1, clock.histogram().count());
    }

    @Test
    void aSpeakerMeasuresItsChanges() {
        SimWorld world = new SimWorld(7);
        IpAddress own = IpAddress.parse("10.0.0.1");
        Node node =
                world.boot(
                        own,
                        SpeakerConfig.of(new AsNumber(64512), RouterId.of(own), List.of()),
                        new TreeMap<>());
        node.core.originate(Set.of());
        world.run(Duration.ofSeconds(1));
        assertEquals(ConvergenceHistogram.NONE, node.core.convergence(), "nothing has changed");
        node.core.originate(Set.of(IpPrefix.parse("192.0.2.0/24")));
        world.run(Duration.ofSeconds(1));
        assertEquals(1, node.core.convergence().count());
        assertTrue(node.core.convergence().buckets().getFirst().bursts() == 1);
    }
}
