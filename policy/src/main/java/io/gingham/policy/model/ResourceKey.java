package io.gingham.policy.model;

import java.util.Comparator;

/// Which resource.
///
/// @param namespace empty for a resource of the whole cluster
public record ResourceKey(ResourceKind kind, String namespace, String name)
        implements Comparable<ResourceKey> {

    private static final Comparator<ResourceKey> ORDER =
            Comparator.comparing(ResourceKey::kind)
                    .thenComparing(ResourceKey::namespace)
                    .thenComparing(ResourceKey::name);

    @Override
    public int compareTo(ResourceKey other) {
        return ORDER.compare(this, other);
    }

    /// `namespace/name`, or the name alone.
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return kind.kind() + " " + path();
    }
}
