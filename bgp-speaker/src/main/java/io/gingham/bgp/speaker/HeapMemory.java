package io.gingham.bgp.speaker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The old part of the Java heap, where routes end up, by what a collection could not take away.
///
/// It is looked at once after each collection: as long as there is room the virtual machine makes
/// none of that part, and when the last room goes they come one after the other.
final class HeapMemory implements RouteMemory {

    /// When a collection leaves so much, the next one comes at once, and soon there is nothing but
    /// collections.
    private static final double SHORT = 0.95;

    private final Optional<MemoryPoolMXBean> old =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(pool -> pool.getCollectionUsage() != null)
                    .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));

    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans();

    private long looked;

    @Override
    public boolean isShort() {
        long collections = 0;
        for (GarbageCollectorMXBean each : collectors) {
            collections += each.getCollectionCount();
        }
        if (collections == looked) {
            return false;
        }
        looked = collections;
        return old.map(MemoryPoolMXBean::getCollectionUsage).filter(HeapMemory::isFull).isPresent();
    }

    private static boolean isFull(MemoryUsage usage) {
        return usage.getMax() > 0 && usage.getUsed() > SHORT * usage.getMax();
    }

    @Override
    @SuppressWarnings("SystemGc") // the number must be a new one before another session is ended
    public void freed() {
        System.gc();
    }
}
