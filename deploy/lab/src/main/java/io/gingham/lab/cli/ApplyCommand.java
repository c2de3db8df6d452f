package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.agent.cli.YamlFiles;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabObjects;
import io.gingham.lab.probe.Place;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "apply",
        description = "Apply manifests to the lab.",
        footer = {"", "Example:", "  ./gingham lab apply -f docs/examples/shop"},
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {

    @Option(
            names = "-f",
            required = true,
            paramLabel = "FILE|FOLDER",
            description =
                    "A YAML or JSON file, or a folder of such; several objects are separated by"
                            + " ---.")
    List<Path> files = List.of();

    @Override
    public Integer call() throws Exception {
        try (KubernetesClient client = Labs.client()) {
            // All is read before anything is changed.
            List<HasMetadata> objects = new ArrayList<>();
            for (Path file : YamlFiles.of(files)) {
                if (!Files.isReadable(file)) {
                    throw new LabException("can't read " + file);
                }
                objects.addAll(read(client, file));
            }
            objects.forEach(object -> apply(client, object));
        }
        return 0;
    }

    /// @throws LabException that says which file is no manifest, and why
    static List<HasMetadata> read(KubernetesClient client, Path file) throws IOException {
        List<HasMetadata> objects;
        try (InputStream input = Files.newInputStream(file)) {
            objects = client.load(input).items();
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new LabException(file + " is not a manifest: " + reason);
        }
        for (HasMetadata object : objects) {
            if (object == null || object.getMetadata() == null || nameless(object)) {
                throw new LabException(file + ": an object without metadata.name");
            }
            if (object instanceof Pod pod && pod.getSpec() == null) {
                throw new LabException(
                        file + ": pod " + object.getMetadata().getName() + " has no spec");
            }
        }
        refuseUnknownFields(file);
        return objects;
    }

    /// As kubectl does by default: a policy with a misspelt field would be applied without it, and
    /// mean something else than its author believes.
    private static void refuseUnknownFields(Path file) throws IOException {
        ManifestReader.Contents contents =
                ManifestReader.contents(file.toString(), Files.readString(file));
        for (Manifest manifest : contents.manifests()) {
            ResourceConverter.kindOf(
                            String.valueOf(manifest.object().get("apiVersion")),
                            String.valueOf(manifest.object().get("kind")))
                    .map(kind -> ResourceConverter.failingClosed(kind, manifest.object()))
                    .flatMap(
                            converted ->
                                    converted.problems().stream()
                                            .filter(problem -> problem.contains("unknown field"))
                                            .findFirst())
                    .ifPresent(
                            problem -> {
                                throw new LabException(manifest.where("") + ": " + problem);
                            });
        }
    }

    private static boolean nameless(HasMetadata object) {
        String name = object.getMetadata().getName();
        return name == null || name.isEmpty();
    }

    private static void apply(KubernetesClient client, HasMetadata object) {
        if (object instanceof Pod pod && pod.getSpec().getNodeName() == null) {
            pod.getSpec().setNodeName(leastLoadedNode(client));
        }
        if (object.getMetadata().getNamespace() == null
                && object instanceof io.fabric8.kubernetes.api.model.Namespaced) {
            object.getMetadata().setNamespace("default");
        }
        LabObjects objects = new LabObjects(client);
        String namespace = object.getMetadata().getNamespace();
        if (namespace != null && client.namespaces().withName(namespace).get() == null) {
            objects.putNamespace(namespace, Map.of("kubernetes.io/metadata.name", namespace));
        }
        boolean created = put(objects, object);
        System.out.println(
                object.getKind().toLowerCase(java.util.Locale.ROOT)
                        + "/"
                        + object.getMetadata().getName()
                        + (created ? " created" : " configured"));
    }

    private static boolean put(LabObjects objects, HasMetadata object) {
        try {
            return objects.putStrictly(object);
        } catch (KubernetesClientException e) {
            String reason = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
            throw new LabException(
                    object.getKind() + " " + object.getMetadata().getName() + ": " + reason);
        }
    }

    /// An API server of the user's may have no scheduler: this is it.
    private static String leastLoadedNode(KubernetesClient client) {
        Map<String, Long> pods =
                client.pods().inAnyNamespace().list().getItems().stream()
                        .map(pod -> pod.getSpec().getNodeName())
                        .filter(java.util.Objects::nonNull)
                        .collect(Collectors.groupingBy(node -> node, Collectors.counting()));
        return Labs.nodes(client).stream()
                .map(Place::name)
                .min(
                        java.util.Comparator.comparing((String node) -> pods.getOrDefault(node, 0L))
                                .thenComparing(node -> node))
                .orElseThrow(() -> new LabException("the lab has no nodes"));
    }
}
