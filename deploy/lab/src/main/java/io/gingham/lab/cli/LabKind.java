package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.document.NearestName;
import io.gingham.lab.LabException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// A kind as `lab get` and `lab delete` name it.
///
/// @param kind `NetworkPolicy`
/// @param resource `networkpolicies.networking.k8s.io`, in its long form
/// @param shortNames `netpol`
record LabKind(
        String kind,
        String resource,
        boolean namespaced,
        List<String> shortNames,
        ResourceDefinitionContext context) {

    /// All that the lab's API server has, Kubernetes' own before others.
    static List<LabKind> all(KubernetesClient client) {
        List<String> versions = new ArrayList<>(List.of("v1"));
        client.getApiGroups().getGroups().stream()
                .map(group -> group.getPreferredVersion().getGroupVersion())
                .sorted(Comparator.comparing(LabKind::isForeign))
                .forEach(versions::add);
        List<LabKind> kinds = new ArrayList<>();
        for (String version : versions) {
            // A group whose server is away has none.
            Optional.ofNullable(client.getApiResources(version)).stream()
                    .flatMap(list -> list.getResources().stream())
                    .filter(resource -> !resource.getName().contains("/"))
                    .filter(resource -> resource.getVerbs().containsAll(List.of("list", "delete")))
                    .forEach(resource -> kinds.add(of(version, resource)));
        }
        return List.copyOf(kinds);
    }

    private static boolean isForeign(String groupVersion) {
        String group = groupVersion.split("/", -1)[0];
        return group.contains(".") && !group.endsWith(".k8s.io");
    }

    private static LabKind of(String groupVersion, APIResource resource) {
        String[] parts = groupVersion.split("/", -1);
        String group = parts.length > 1 ? parts[0] : "";
        return new LabKind(
                resource.getKind(),
                group.isEmpty() ? resource.getName() : resource.getName() + "." + group,
                Boolean.TRUE.equals(resource.getNamespaced()),
                Objects.requireNonNullElse(resource.getShortNames(), List.of()),
                new ResourceDefinitionContext.Builder()
                        .withGroup(group)
                        .withVersion(parts[parts.length - 1])
                        .withKind(resource.getKind())
                        .withPlural(resource.getName())
                        .withNamespaced(Boolean.TRUE.equals(resource.getNamespaced()))
                        .build());
    }

    private String plural() {
        return resource.split("\\.", 2)[0];
    }

    /// What a word means: a kind, its plural, with or without its group, or kubectl's short form.
    /// Where Kubernetes and another group have the same kind, the bare word is Kubernetes'.
    ///
    /// @throws LabException that names the nearest kind, or those there are
    static LabKind named(String word, List<LabKind> all) {
        String name = word.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(kind -> kind.names().contains(name))
                .findFirst()
                .orElseThrow(() -> unknown(word, all));
    }

    private List<String> names() {
        String one = kind.toLowerCase(Locale.ROOT);
        List<String> names =
                new ArrayList<>(
                        List.of(resource, plural(), one, resource.replaceFirst("^[^.]+", one)));
        names.addAll(shortNames);
        return names;
    }

    private static LabException unknown(String word, List<LabKind> all) {
        String hint =
                NearestName.of(word, all.stream().map(LabKind::plural).toList())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElseGet(
                                () ->
                                        "known are: "
                                                + all.stream()
                                                        .map(LabKind::resource)
                                                        .collect(Collectors.joining(", ")));
        return new LabException("there is no kind '" + word + "'; " + hint);
    }

    /// Of one namespace, or of all.
    List<GenericKubernetesResource> list(KubernetesClient client, Optional<String> namespace) {
        var operation = client.genericKubernetesResources(context);
        return namespaced && namespace.isPresent()
                ? operation.inNamespace(namespace.get()).list().getItems()
                : operation.inAnyNamespace().list().getItems();
    }
}
