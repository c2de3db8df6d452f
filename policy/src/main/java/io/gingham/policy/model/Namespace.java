package io.gingham.policy.model;

import java.util.Map;

public record Namespace(String name, Map<String, String> labels) implements LabelParent {
    public Namespace {
        labels = Map.copyOf(labels);
    }

    public static ResourceKey key(String name) {
        return new ResourceKey(ResourceKind.NAMESPACE, "", name);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(name);
    }
}
