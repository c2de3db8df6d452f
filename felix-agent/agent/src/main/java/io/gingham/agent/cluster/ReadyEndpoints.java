package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.value.IpFamily;
import io.gingham.watch.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/// The nodes that a slice of a service's endpoints (discovery.k8s.io/v1) has ready ones on. An
/// endpoint that says nothing of its readiness is ready; one that is terminating is not, whatever
/// it says (`publishNotReadyAddresses` makes it say so).
///
/// @param service whose endpoints they are
/// @param nodes in order, each once; an endpoint of no node counts as one of a node without name
public record ReadyEndpoints(ResourceKey service, IpFamily family, List<String> nodes) {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    public ReadyEndpoints {
        nodes = List.copyOf(nodes);
    }

    /// Empty for a slice that is no service's, or of names in place of addresses.
    static Optional<ReadyEndpoints> of(GenericKubernetesResource slice) {
        Map<String, String> labels =
                Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
        String service = labels.get(SERVICE_NAME);
        Map<String, Object> object = slice.getAdditionalProperties();
        if (service == null || service.isEmpty()) {
            return Optional.empty();
        }
        return family(object.get("addressType"))
                .map(
                        family ->
                                new ReadyEndpoints(
                                        new ResourceKey(
                                                Objects.requireNonNullElse(
                                                        slice.getMetadata().getNamespace(), ""),
                                                service),
                                        family,
                                        nodes(Tree.of(object).get("endpoints"))));
    }

    private static Optional<IpFamily> family(@org.jspecify.annotations.Nullable Object type) {
        if ("IPv4".equals(type)) {
            return Optional.of(IpFamily.IPV4);
        }
        return "IPv6".equals(type) ? Optional.of(IpFamily.IPV6) : Optional.empty();
    }

    private static List<String> nodes(Tree endpoints) {
        TreeSet<String> nodes = new TreeSet<>();
        try {
            for (Tree endpoint : endpoints.list()) {
                if (isReady(endpoint)) {
                    // Thousands of slices name the same nodes.
                    nodes.add(endpoint.get("nodeName").text("").intern());
                }
            }
        } catch (Refusal odd) {
            // What is left of it is not believed: the node would draw traffic that it can't serve.
            return List.of();
        }
        return List.copyOf(nodes);
    }

    private static boolean isReady(Tree endpoint) {
        Tree conditions = endpoint.get("conditions");
        return !endpoint.get("addresses").list().isEmpty()
                && !Boolean.FALSE.equals(conditions.get("ready").value())
                && !Boolean.TRUE.equals(conditions.get("terminating").value());
    }
}
