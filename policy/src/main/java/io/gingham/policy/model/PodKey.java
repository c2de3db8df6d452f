package io.gingham.policy.model;

import java.util.Comparator;

/// A pod's namespace and name. Two pods in succession may bear the same key; their uid differs.
public record PodKey(String namespace, String name) implements Comparable<PodKey> {

    private static final Comparator<PodKey> ORDER =
            Comparator.comparing(PodKey::namespace).thenComparing(PodKey::name);

    @Override
    public int compareTo(PodKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
