package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gingham.agent.cluster.KindContext;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.ResourceKind;
import java.util.Optional;

/// Operations on an object, whether the client has a class for its kind or not.
public final class AnyKind {

    private AnyKind() {}

    public static Resource<? extends HasMetadata> of(KubernetesClient client, HasMetadata object) {
        Optional<ResourceKind> kind =
                ResourceConverter.kindOf(object.getApiVersion(), object.getKind());
        if (kind.isEmpty() || !(object instanceof GenericKubernetesResource generic)) {
            return client.resource(object);
        }
        var operation = client.genericKubernetesResources(KindContext.of(kind.get()));
        String namespace = object.getMetadata().getNamespace();
        return kind.get().isNamespaced()
                ? operation.inNamespace(namespace == null ? "default" : namespace).resource(generic)
                : operation.resource(generic);
    }
}
