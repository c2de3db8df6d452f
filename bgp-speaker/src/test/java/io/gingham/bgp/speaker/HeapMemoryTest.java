package io.gingham.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When the heap is full, and when it is collected.
class HeapMemoryTest {

    private static final long MIB = 1 << 20;

    private final FakeHeap heap = new FakeHeap();
    private final HeapMemory memory = new HeapMemory(heap);

    @Test
    void aHeapFullOfGarbageIsNotShort() {
        heap.inUse = 20 * MIB;
        heap.used = heap.most;
        assertFalse(memory.seemsShort(() -> 1_000), "nothing was collected yet");
        heap.collectedByItself();
        assertFalse(memory.seemsShort(() -> 1_000), "280 MiB were garbage");
    }

    @Test
    void halfOfTheHeapInUseIsNotShort() {
        heap.inUse = 182 * MIB;
        heap.used = 299 * MIB;
        heap.collectedByItself();
        assertFalse(memory.seemsShort(() -> 1_000));
    }

    @ParameterizedTest(name = "{1} of {0} MiB in use, {2} routes in one session: short is {3}")
    @CsvSource({
        // a large heap: one part in forty
        "300, 290,       0, false",
        "300, 293,       0, true",
        // a small one: three mebibytes
        " 40,  36,       0, false",
        " 40,  38,       0, true",
        // and what the end of the largest session takes
        "300, 270, 1000000, false",
        "300, 280, 1000000, true",
        "300, 200, 1000000, false",
    })
    void whatACollectionLeavesIsShortWhenTheNextMessageMayNotFit(
            long most, long inUse, int largest, boolean isShort) {
        heap.most = most * MIB;
        heap.inUse = inUse * MIB;
        heap.collectedByItself();
        assertEquals(isShort, memory.seemsShort(() -> largest));
    }

    @Test
    void aCollectionIsJudgedOnce() {
        heap.inUse = 299 * MIB;
        heap.collectedByItself();
        assertTrue(memory.seemsShort(() -> 1_000));
        assertFalse(memory.seemsShort(() -> 1_000));
    }

    @Test
    void whatWasOnItsWayOnlyMakesItSeemShortAndIsNotThereWhenItIsLookedAtAnew() {
        heap.most = 40 * MIB;
        heap.inUse = 38 * MIB;
        heap.collectedByItself();
        assertTrue(memory.seemsShort(() -> 1_000));
        heap.inUse = 31 * MIB;
        assertFalse(memory.isShort(() -> 1_000), "messages were 7 MiB of it");
        assertEquals(1, heap.asked);
        assertFalse(memory.seemsShort(() -> 1_000), "that collection is judged");
    }

    @Test
    void whatIsThereStillWhenItIsLookedAtAnewIsShort() {
        heap.most = 40 * MIB;
        heap.inUse = 38 * MIB;
        heap.collectedByItself();
        assertTrue(memory.seemsShort(() -> 1_000));
        assertTrue(memory.isShort(() -> 1_000));
        assertEquals(1, heap.asked);
    }

    @Test
    void afterASessionWasEndedAFreshCollectionDecidesAboutTheNext() {
        heap.inUse = 299 * MIB;
        heap.collectedByItself();
        assertTrue(memory.seemsShort(() -> 1_000));
        heap.inUse = 100 * MIB;
        memory.freed();
        assertFalse(memory.seemsShort(() -> 1_000));
        heap.inUse = 298 * MIB;
        memory.freed();
        assertTrue(memory.seemsShort(() -> 1_000));
    }

    @Test
    void aHeapThatIsFullOfOtherThingsGivesUpNoRoutes() {
        heap.most = 168 * MIB;
        heap.inUse = 166 * MIB;
        heap.collectedByItself();
        assertTrue(memory.seemsShort(() -> 10_000));
        assertEquals(0, memory.routesToGiveUp(0));
        assertEquals(0, memory.routesToGiveUp(10_000));
        assertEquals(0, memory.routesToGiveUp(200_000), "36 of 166 MiB");
        assertTrue(memory.routesToGiveUp(400_000) > 0, "72 of 166 MiB");
    }

    @Test
    void soManyRoutesGoThatThereIsTwiceTheRoomThatThereMustBe() {
        heap.most = 400 * MIB;
        heap.inUse = 395 * MIB;
        heap.collectedByItself();
        assertEquals(20 * MIB / 180 + 1, memory.routesToGiveUp(2_000_000));
        heap.most = 40 * MIB;
        heap.inUse = 39 * MIB;
        heap.collectedByItself();
        assertEquals(6 * MIB / 180 + 1, memory.routesToGiveUp(200_000));
    }

    @Test
    void whatWasWithdrawnIsCollectedAtRest() {
        heap.used = 200 * MIB;
        heap.inUse = 190 * MIB;
        heap.collectedByItself();
        memory.resting(2_000_000);
        assertEquals(0, heap.asked, "nothing was thrown away");
        heap.inUse = 12 * MIB;
        memory.resting(0);
        assertEquals(1, heap.asked);
        memory.resting(0);
        assertEquals(1, heap.asked, "once");
    }

    @Test
    void atRestAFewChangesAreNoReasonToCollect() {
        heap.inUse = 190 * MIB;
        heap.collectedByItself();
        memory.resting(2_000_000);
        heap.used = 240 * MIB;
        memory.resting(2_000_000);
        assertEquals(0, heap.asked);
        heap.used = 260 * MIB;
        memory.resting(2_000_000);
        assertEquals(1, heap.asked);
    }

    @Test
    void aTableThatComesIsNotGarbage() {
        heap.inUse = 12 * MIB;
        heap.collectedByItself();
        memory.working(0);
        for (int entries = 0; entries <= 2_000_000; entries += 10_000) {
            heap.used = 12 * MIB + entries * HeapMemory.ENTRY_OCTETS + 10 * MIB;
            memory.working(entries);
        }
        memory.resting(2_000_000);
        assertEquals(0, heap.asked);
    }

    @Test
    void aTableThatComesAndGoesWithoutRestStaysWithinABound() {
        heap.inUse = 12 * MIB;
        heap.collectedByItself();
        memory.working(0);
        long table = 200_000 * HeapMemory.ENTRY_OCTETS;
        long peak = 0;
        for (int round = 0; round < 1_000; round++) {
            heap.used += table;
            heap.inUse = 12 * MIB + table;
            memory.working(200_000);
            peak = Math.max(peak, heap.used);
            heap.inUse = 12 * MIB;
            memory.working(0);
        }
        long most = peak;
        assertTrue(most < 12 * MIB + 256 * MIB + 3 * table, () -> "it is " + most / MIB + " MiB");
    }

    @Test
    void routesThatTakeMoreThanThoughtAreCollectedForOnceOnly() {
        heap.inUse = 12 * MIB;
        heap.collectedByItself();
        memory.resting(0);
        heap.inUse = 500 * MIB;
        heap.used = heap.inUse;
        memory.resting(2_000_000);
        memory.resting(2_000_000);
        memory.resting(2_000_002);
        assertEquals(1, heap.asked);
    }

    @Test
    void thisProcessesHeapCanBeRead() {
        JvmHeap own = new JvmHeap();
        long before = own.fullCollections();
        own.collect();
        assertTrue(own.fullCollections() > before);
        assertTrue(own.left() > 0 && own.left() < own.most(), () -> "left " + own.left());
        assertTrue(own.used() > 0);
    }
}
