package io.gingham.policy.model;

import java.util.Map;

public record ServiceAccount(String namespace, String name, Map<String, String> labels)
        implements LabelParent {
    public ServiceAccount {
        labels = Map.copyOf(labels);
    }

    public static ResourceKey key(String namespace, String name) {
        return new ResourceKey(ResourceKind.SERVICE_ACCOUNT, namespace, name);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(namespace, name);
    }
}
