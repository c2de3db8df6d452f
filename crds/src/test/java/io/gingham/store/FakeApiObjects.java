package io.gingham.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.watch.ResourceKey;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An API server in memory, of one kind: with versions, conflicts, others who are first, and
/// refusals. Held to the real one by `ObjectStoreContract`.
public final class FakeApiObjects<T extends HasMetadata> implements ApiObjects<T> {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final String kind;
    private final Map<ResourceKey, T> kept = new TreeMap<>();
    private final Queue<Runnable> interferences = new ArrayDeque<>();
    private @Nullable StoreException failure;
    private long version;
    private int writes;

    /// Nobody is first before the one who is first.
    private boolean interfering;

    public FakeApiObjects(Class<T> type) {
        this.kind = HasMetadata.getKind(type);
    }

    /// What somebody else does right before the next write; several are done one before each of the
    /// next writes.
    public synchronized void beforeNextWrite(Runnable interference) {
        interferences.add(interference);
    }

    /// From now on each call fails.
    public synchronized void fail(StoreException with) {
        failure = with;
    }

    public synchronized void recover() {
        failure = null;
    }

    /// Writes that were done, others' included.
    public synchronized int writes() {
        return writes;
    }

    public synchronized List<T> all() {
        return kept.values().stream().map(JSON::clone).toList();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public synchronized Optional<T> read(ResourceKey key) {
        requireUp();
        return Optional.ofNullable(kept.get(key)).map(JSON::clone);
    }

    @Override
    public synchronized Optional<T> create(T object) {
        interfere();
        ResourceKey key = ResourceKey.of(object);
        return kept.containsKey(key) ? Optional.empty() : Optional.of(keep(key, object));
    }

    @Override
    public synchronized Optional<T> replace(T object) {
        interfere();
        ResourceKey key = ResourceKey.of(object);
        return isAsRead(kept.get(key), object) ? Optional.of(keep(key, object)) : Optional.empty();
    }

    @Override
    public synchronized boolean delete(T object) {
        interfere();
        ResourceKey key = ResourceKey.of(object);
        T there = kept.get(key);
        if (there != null && !isAsRead(there, object)) {
            return false;
        }
        if (kept.remove(key) != null) {
            writes++;
        }
        return true;
    }

    private void interfere() {
        requireUp();
        if (interfering) {
            return;
        }
        Runnable next = interferences.poll();
        if (next != null) {
            interfering = true;
            next.run();
            interfering = false;
        }
    }

    private void requireUp() {
        if (failure != null) {
            throw failure;
        }
    }

    private T keep(ResourceKey key, T object) {
        T copy = JSON.clone(object);
        copy.getMetadata().setResourceVersion(Long.toString(++version));
        kept.put(key, copy);
        writes++;
        return JSON.clone(copy);
    }

    private static boolean isAsRead(@Nullable HasMetadata there, HasMetadata read) {
        return there != null
                && there.getMetadata()
                        .getResourceVersion()
                        .equals(read.getMetadata().getResourceVersion());
    }
}
