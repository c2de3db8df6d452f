package io.gingham.bgp.speaker;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.Optional;

/// The Java heap: how full it was after the last collection of its old part, where routes end up.
final class HeapMemory implements RouteMemory {

    /// More, and what is left is hardly enough for an update on its way through.
    private static final double SHORT = 0.88;

    private final Optional<MemoryPoolMXBean> old =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(pool -> pool.getCollectionUsage() != null)
                    .filter(pool -> pool.getUsage().getMax() > 0)
                    .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));

    @Override
    public boolean isShort() {
        return old.map(MemoryPoolMXBean::getCollectionUsage)
                .filter(HeapMemory::isShort)
                .isPresent();
    }

    private static boolean isShort(MemoryUsage usage) {
        return usage.getMax() > 0 && usage.getUsed() > SHORT * usage.getMax();
    }

    @Override
    @SuppressWarnings("SystemGc") // the number must be a new one before another session is ended
    public void freed() {
        System.gc();
    }
}
