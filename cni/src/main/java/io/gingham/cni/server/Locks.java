package io.gingham.cni.server;

import java.util.function.Supplier;

/// The locks of requests, taken in the order container, host interface.
final class Locks {

    private final KeyedLocks containers = new KeyedLocks();
    private final KeyedLocks interfaces = new KeyedLocks();

    <T> T container(String containerId, Supplier<T> work) {
        return containers.locked(containerId, work);
    }

    <T> T hostInterface(String name, Supplier<T> work) {
        return interfaces.locked(name, work);
    }

    void both(String containerId, String interfaceName, Runnable work) {
        containers.locked(containerId, () -> interfaces.locked(interfaceName, work));
    }
}
