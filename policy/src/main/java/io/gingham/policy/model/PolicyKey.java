package io.gingham.policy.model;

import java.util.Comparator;

/// The namespace and name of a NetworkPolicy.
public record PolicyKey(String namespace, String name) implements Comparable<PolicyKey> {

    private static final Comparator<PolicyKey> ORDER =
            Comparator.comparing(PolicyKey::namespace).thenComparing(PolicyKey::name);

    @Override
    public int compareTo(PolicyKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
