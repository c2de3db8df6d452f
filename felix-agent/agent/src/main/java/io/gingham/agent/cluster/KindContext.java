package io.gingham.agent.cluster;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.policy.model.ResourceKind;

/// How the client is told of a kind that it has no class for.
public final class KindContext {

    private KindContext() {}

    public static ResourceDefinitionContext of(ResourceKind kind) {
        String[] parts = kind.apiVersion().split("/", 2);
        return new ResourceDefinitionContext.Builder()
                .withGroup(parts.length == 1 ? "" : parts[0])
                .withVersion(parts[parts.length - 1])
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(kind.isNamespaced())
                .build();
    }
}
