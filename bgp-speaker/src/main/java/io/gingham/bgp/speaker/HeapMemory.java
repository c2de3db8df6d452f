package io.gingham.bgp.speaker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/// The Java heap, by what a collection could not take away. It is looked at once after each
/// collection of the old part, where routes end up: as long as there is room the virtual machine
/// makes none, and when the last room goes they come one after the other.
final class HeapMemory implements RouteMemory {

    /// Of the whole heap. More, and what is left is hardly enough for updates on their way through.
    private static final double SHORT = 0.8;

    private final List<MemoryPoolMXBean> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(pool -> pool.getCollectionUsage() != null)
                    .toList();

    /// Those that collect all of it.
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(each -> each.getMemoryPoolNames().length >= pools.size())
                    .toList();

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
        return kept() > SHORT * Runtime.getRuntime().maxMemory();
    }

    /// After the last collection, in octets.
    private long kept() {
        return pools.stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    @Override
    @SuppressWarnings("SystemGc") // the number must be a new one before another session is ended
    public void freed() {
        System.gc();
    }
}
