package io.gingham.watch;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where a [WatchCache] reads from: list and watch of one kind, as the Kubernetes API has them.
interface ResourceSource<T> {

    /// All objects, and the resource version of the collection from which a watch can go on.
    record Listing<T>(List<T> items, String resourceVersion) {}

    sealed interface WatchEvent<T> {
        record Changed<T>(T resource) implements WatchEvent<T> {}

        record Deleted<T>(T resource) implements WatchEvent<T> {}

        /// Nothing changed up to this resource version.
        record Bookmark<T>(String resourceVersion) implements WatchEvent<T> {}

        /// The watch has ended; `failure` is null when the server closed it in the ordinary way.
        record Closed<T>(boolean gone, @Nullable Exception failure) implements WatchEvent<T> {}
    }

    /// Group and version, `networking.k8s.io/v1`.
    String apiVersion();

    Listing<T> list();

    /// Starts a watch whose events go to the consumer, on any thread; a `Closed` is the last one.
    AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<T>> events);
}
