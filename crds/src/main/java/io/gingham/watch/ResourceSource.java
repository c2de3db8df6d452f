package io.gingham.watch;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where one kind is read from: list and watch, as the Kubernetes API has them.
public interface ResourceSource<V> {

    /// An object as it was seen.
    ///
    /// @param version opaque; empty if the source gave none
    /// @param value makes what is kept of it; only called if that version is not held already, and
    ///   may throw if the object can't be understood
    record Item<V>(ResourceKey key, String version, Supplier<V> value) {}

    sealed interface WatchEvent<V> {
        record Changed<V>(Item<V> item) implements WatchEvent<V> {}

        record Deleted<V>(ResourceKey key, String version) implements WatchEvent<V> {}

        /// Nothing changed up to this resource version.
        record Bookmark<V>(String resourceVersion) implements WatchEvent<V> {}

        /// The watch has ended; `failure` is null when the server closed it in the ordinary way.
        record Closed<V>(boolean gone, @Nullable Exception failure) implements WatchEvent<V> {}
    }

    /// What a failure of this source means.
    ///
    /// @param kindUnknown the server answers, and does not know the kind
    /// @param reason and what to do, in words for who operates the cluster
    record Failure(boolean kindUnknown, String reason) {}

    /// Group and version, `networking.k8s.io/v1`.
    String apiVersion();

    Failure explain(Exception failure);

    /// Passes on all objects, as they come.
    ///
    /// @return the resource version of the collection from which a watch can go on
    String list(Consumer<Item<V>> each);

    /// Starts a watch whose events go to the consumer, on any thread; a `Closed` is the last one.
    AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<V>> events);
}
