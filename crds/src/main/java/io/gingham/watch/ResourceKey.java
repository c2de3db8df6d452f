package io.gingham.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/// A resource of one kind. `namespace` is empty for cluster-scoped kinds.
public record ResourceKey(String namespace, String name) implements Comparable<ResourceKey> {

    private static final Comparator<ResourceKey> ORDER =
            Comparator.comparing(ResourceKey::namespace).thenComparing(ResourceKey::name);

    public static ResourceKey of(HasMetadata resource) {
        String namespace = resource.getMetadata().getNamespace();
        return new ResourceKey(
                namespace == null ? "" : namespace, resource.getMetadata().getName());
    }

    @Override
    public int compareTo(ResourceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
