package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ResourceChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Changes on their way from the threads that see them to the one that enforces.
public final class PolicyInbox {

    private final Queue<ResourceChange> changes = new ConcurrentLinkedQueue<>();

    /// Any thread may call.
    public void put(ResourceChange change) {
        changes.add(change);
    }

    /// In the order in which they were put.
    List<ResourceChange> drain() {
        List<ResourceChange> drained = new ArrayList<>();
        ResourceChange change;
        while ((change = changes.poll()) != null) {
            drained.add(change);
        }
        return drained;
    }
}
