package io.gingham.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gingham.watch.ResourceKey;
import java.util.Optional;

/// The objects of one kind, where they are kept: each call is one try, and blocks for it. What it
/// returns is the caller's, to change. Thread-safe.
///
/// All throw [StoreException] when the server can't be asked, or refuses for another reason than
/// that somebody else was first.
public interface ApiObjects<T extends HasMetadata> {

    /// For messages: `IPPool`.
    String kind();

    /// As it is now, not as a cache has it.
    Optional<T> read(ResourceKey key);

    /// @return as the server keeps it; empty if one of that name is there
    Optional<T> create(T object);

    /// Writes over what has this object's `metadata.resourceVersion`.
    ///
    /// @return as the server keeps it; empty if it has another version by now, or is gone
    Optional<T> replace(T object);

    /// Deletes what has this object's `metadata.resourceVersion`.
    ///
    /// @return false if it has another version by now; true if it is gone
    boolean delete(T object);
}
