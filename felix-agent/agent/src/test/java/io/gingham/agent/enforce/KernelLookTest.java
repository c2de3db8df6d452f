package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KernelLookTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger repairs = new AtomicInteger();
    private final List<Boolean> looks = new ArrayList<>();
    private List<String> differs = List.of();
    private final KernelLook look =
            new KernelLook(
                    Runnable::run,
                    withSets -> {
                        looks.add(withSets);
                        return differs;
                    },
                    repairs::incrementAndGet,
                    nanos::get);

    @Test
    void oneLookServesWhoeverAsksWithinFourSeconds() {
        assertEquals(Optional.empty(), look.rules());
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertEquals(Optional.empty(), look.rules());
        assertEquals(List.of(false), looks);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        look.rules();
        assertEquals(List.of(false, false), looks);
    }

    @Test
    void whatIsFoundIsSaidAndRepairedAndLookedAtAnewTheNextTime() {
        differs = List.of("a", "b");
        assertEquals(Optional.of("a; b; it is being repaired"), look.rules());
        assertEquals(1, repairs.get());
        differs = List.of();
        assertEquals(Optional.empty(), look.rules());
        assertEquals(1, repairs.get());
    }

    @Test
    void aCheckAlwaysLooksAndAtSetsToo() {
        look.rules();
        look.rulesAndSets();
        look.rulesAndSets();
        assertEquals(List.of(false, true, true), looks);
    }

    @Test
    void aKernelThatCannotBeReadIsNotVouchedFor() {
        KernelLook blind =
                new KernelLook(
                        Runnable::run,
                        withSets -> {
                            throw new IllegalStateException("no iptables");
                        },
                        repairs::incrementAndGet);
        assertTrue(blind.rules().orElseThrow().endsWith("no iptables"));
        assertEquals(0, repairs.get());
    }
}
