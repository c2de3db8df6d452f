package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.agent.cluster.KindContext;
import io.gingham.lab.LabException;
import io.gingham.policy.model.ResourceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A kind as `lab get` and `lab delete` name it.
///
/// @param kind `NetworkPolicy`
/// @param resource `networkpolicies.networking.k8s.io`, in its long form
record LabKind(
        String kind, String resource, boolean namespaced, ResourceDefinitionContext context) {

    private static final Map<String, String> SHORT =
            Map.of(
                    "po", "pods",
                    "no", "nodes",
                    "ns", "namespaces",
                    "sa", "serviceaccounts",
                    "netpol", "networkpolicies.networking.k8s.io",
                    "gnp", "globalnetworkpolicies",
                    "cnp", "clusternetworkpolicies",
                    "netset", "networksets",
                    "gnetset", "globalnetworksets");

    /// All that can be named.
    static List<LabKind> all() {
        List<LabKind> kinds = new ArrayList<>();
        Arrays.stream(ResourceKind.values())
                .filter(kind -> kind != ResourceKind.ENDPOINT)
                .map(
                        kind ->
                                new LabKind(
                                        kind.kind(),
                                        kind.resourceName(),
                                        kind.isNamespaced(),
                                        KindContext.of(kind)))
                .forEach(kinds::add);
        for (String kind :
                List.of(
                        "IPPool",
                        "BGPPeer",
                        "BGPFilter",
                        "BGPConfiguration",
                        "FelixConfiguration")) {
            kinds.add(setting(kind));
        }
        return List.copyOf(kinds);
    }

    private static LabKind setting(String kind) {
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        return new LabKind(
                kind,
                plural + ".projectcalico.org",
                false,
                new ResourceDefinitionContext.Builder()
                        .withGroup("projectcalico.org")
                        .withVersion("v3")
                        .withKind(kind)
                        .withPlural(plural)
                        .withNamespaced(false)
                        .build());
    }

    private String plural() {
        return resource.split("\\.", 2)[0];
    }

    /// What a word means: a kind, its plural, with or without its group, or kubectl's short form.
    /// Where Kubernetes and another group have the same kind, the bare word is Kubernetes'.
    ///
    /// @throws LabException that lists the kinds there are
    static LabKind named(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String name = SHORT.getOrDefault(lower, lower);
        return all().stream()
                .filter(
                        kind ->
                                Stream.of(
                                                kind.resource(),
                                                kind.plural(),
                                                kind.kind().toLowerCase(Locale.ROOT))
                                        .anyMatch(name::equals))
                .findFirst()
                .orElseThrow(
                        () ->
                                new LabException(
                                        "there is no kind '"
                                                + word
                                                + "'; known are: "
                                                + all().stream()
                                                        .map(LabKind::resource)
                                                        .collect(Collectors.joining(", "))));
    }

    /// Of one namespace, or of all.
    List<GenericKubernetesResource> list(KubernetesClient client, Optional<String> namespace) {
        var operation = client.genericKubernetesResources(context);
        return namespaced && namespace.isPresent()
                ? operation.inNamespace(namespace.get()).list().getItems()
                : operation.inAnyNamespace().list().getItems();
    }
}
