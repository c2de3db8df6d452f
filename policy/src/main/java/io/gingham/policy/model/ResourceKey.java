package io.gingham.policy.model;

/// Which resource.
///
/// @param namespace empty for a resource of the whole cluster
public record ResourceKey(ResourceKind kind, String namespace, String name)
        implements Comparable<ResourceKey> {

    /// By kind, namespace, name. Written out: hundreds of thousands are sorted at a start.
    @Override
    public int compareTo(ResourceKey other) {
        int order = kind.compareTo(other.kind);
        if (order == 0) {
            order = namespace.compareTo(other.namespace);
        }
        return order == 0 ? name.compareTo(other.name) : order;
    }

    /// Of a staged policy, the policy that it stages; of any other resource, itself.
    public ResourceKey ofEnforcedKind() {
        return new ResourceKey(kind.enforced(), namespace, name);
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
