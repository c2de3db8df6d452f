package io.gingham.controller.loadbalancer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/// Services from YAML, as the feed reads them.
final class Services {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Services() {}

    /// @param annotations a YAML mapping
    /// @param status likewise
    static Wish wish(String created, String annotations, String spec, String status) {
        try {
            return Wish.of(
                    YAML.readValue(
                            """
                            apiVersion: v1
                            kind: Service
                            metadata: {name: s, creationTimestamp: "%s", annotations: %s}
                            spec: %s
                            status: %s
                            """
                                    .formatted(created, annotations, spec, status),
                            GenericKubernetesResource.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
