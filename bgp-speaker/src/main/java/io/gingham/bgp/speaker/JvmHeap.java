package io.gingham.bgp.speaker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// This process's heap, whatever the collector.
final class JvmHeap implements HeapFigures {

    /// Where routes end up: the part that may become the largest.
    private final Optional<MemoryPoolMXBean> old =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));

    /// Of the collectors of the old part, HotSpot names the one of the whole heap last.
    private final Optional<GarbageCollectorMXBean> full =
            ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(this::collectsOld)
                    .reduce((first, last) -> last);

    private boolean collectsOld(GarbageCollectorMXBean collector) {
        return old.stream()
                .anyMatch(pool -> List.of(collector.getMemoryPoolNames()).contains(pool.getName()));
    }

    @Override
    public long fullCollections() {
        return full.map(GarbageCollectorMXBean::getCollectionCount).orElse(0L);
    }

    @Override
    public long left() {
        return old.map(MemoryPoolMXBean::getCollectionUsage).map(MemoryUsage::getUsed).orElse(0L);
    }

    @Override
    public long used() {
        return old.map(pool -> pool.getUsage().getUsed()).orElse(0L);
    }

    @Override
    public long most() {
        return old.map(pool -> pool.getUsage().getMax()).orElse(Long.MAX_VALUE);
    }

    @Override
    @SuppressWarnings("SystemGc") // nobody but us knows when the speaker rests
    public void collect() {
        System.gc();
    }
}
