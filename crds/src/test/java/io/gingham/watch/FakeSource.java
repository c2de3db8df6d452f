package io.gingham.watch;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A source that the test steers: a collection, and the consumer of the watch that is open.
final class FakeSource implements ResourceSource<String> {

    private final Map<ResourceKey, Item<String>> items = new TreeMap<>();
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    volatile Consumer<WatchEvent<String>> watch = event -> {};
    volatile boolean down;
    volatile boolean unknownKind;

    /// In the namespace `ns`; its value is name and version.
    static Item<String> item(String name, String version) {
        return new Item<>(new ResourceKey("ns", name), version, () -> name + "@" + version);
    }

    synchronized void has(Item<String> item) {
        items.put(item.key(), item);
    }

    synchronized void hasNo(String name) {
        items.remove(new ResourceKey("ns", name));
    }

    @Override
    public String apiVersion() {
        return "v1";
    }

    @Override
    public Failure explain(Exception failure) {
        return new Failure(
                "unknown kind".equals(failure.getMessage()), String.valueOf(failure.getMessage()));
    }

    @Override
    public synchronized String list(Consumer<Item<String>> each) {
        if (down) {
            throw new IllegalStateException("connection refused");
        }
        if (unknownKind) {
            throw new IllegalStateException("unknown kind");
        }
        items.values().forEach(each);
        calls.add("list");
        return "100";
    }

    @Override
    public AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<String>> events) {
        watch = events;
        calls.add("watch " + resourceVersion);
        return () -> {};
    }
}
