package io.gingham.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gingham.store.StoreException.Reason;
import io.gingham.watch.ResourceKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Changes objects of one kind that others write too: nobody's change is lost, and none is written
/// over. Thread-safe.
///
/// The class of the objects must keep the fields it does not know, or they are lost with the first
/// change.
public final class ObjectStore<T extends HasMetadata> {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final ApiObjects<T> objects;
    private final Retry retry;

    public ObjectStore(ApiObjects<T> objects, Retry retry) {
        this.objects = objects;
        this.retry = retry;
    }

    /// As it is now, asked of the server.
    ///
    /// @throws StoreException if it can't be asked
    public Optional<T> get(ResourceKey key) {
        return objects.read(key);
    }

    /// Brings the object from what is there to what the change makes of it: from nothing to
    /// something creates it, from something to nothing deletes it, and what stays as it was is not
    /// written. When somebody else was first, the change is asked again, with what is there by
    /// then.
    ///
    /// @param change may change the object it is given, or make another of the same name. It may be
    ///   asked several times, so it has no effects of its own; what it throws ends the update
    /// @return as it is then
    /// @throws StoreException with nothing of this change written, except where the reason is
    ///   UNAVAILABLE: then it may be
    public Optional<T> update(ResourceKey key, UnaryOperator<Optional<T>> change) {
        for (int attempt = 1; ; attempt++) {
            Optional<T> before = objects.read(key);
            Optional<T> after = change.apply(before.map(JSON::clone));
            after.ifPresent(object -> requireNamed(key, object));
            Write<T> write = write(before, after);
            if (write.done()) {
                return write.object();
            }
            if (attempt == retry.attempts()) {
                throw new StoreException(
                        Reason.CONTENDED,
                        "%s %s could not be changed: each of %d times somebody else was first; it is tried again later, or look for what else writes it"
                                .formatted(objects.kind(), key, attempt));
            }
            pause(key, attempt);
        }
    }

    /// @param done false if somebody else was first
    private record Write<T>(boolean done, Optional<T> object) {}

    private Write<T> write(Optional<T> before, Optional<T> after) {
        if (before.isEmpty() && after.isEmpty()) {
            return new Write<>(true, after);
        }
        if (after.isEmpty()) {
            return new Write<>(objects.delete(before.orElseThrow()), after);
        }
        T wanted = after.get();
        if (before.isEmpty()) {
            wanted.getMetadata().setResourceVersion(null);
            return written(objects.create(wanted));
        }
        T seen = before.get();
        wanted.getMetadata().setResourceVersion(seen.getMetadata().getResourceVersion());
        return fields(wanted).equals(fields(seen))
                ? new Write<>(true, before)
                : written(objects.replace(wanted));
    }

    private static <T> Write<T> written(Optional<T> kept) {
        return new Write<>(kept.isPresent(), kept);
    }

    private static Map<?, ?> fields(HasMetadata object) {
        return JSON.convertValue(object, Map.class);
    }

    private void requireNamed(ResourceKey key, T object) {
        if (!ResourceKey.of(object).equals(key)) {
            throw new IllegalArgumentException(
                    "a change of %s %s made %s of it; expected the same namespace and name"
                            .formatted(objects.kind(), key, ResourceKey.of(object)));
        }
    }

    private void pause(ResourceKey key, int attempt) {
        try {
            Thread.sleep(retry.pause(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    Reason.CONTENDED,
                    "%s %s was not changed: somebody else was first, and this thread is told to end"
                            .formatted(objects.kind(), key),
                    e);
        }
    }
}
