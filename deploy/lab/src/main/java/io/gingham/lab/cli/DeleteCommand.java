package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabObjects;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Delete an object from the lab; of a namespace, all that is in it.",
        footer = {
            "",
            "Examples:",
            "  ./gingham lab delete netpol web -n shop",
            "  ./gingham lab delete ns shop"
        },
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "KIND", description = "As for kubectl; see 'lab get'.")
    String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The object's name.")
    String name = "";

    @Option(
            names = {"-n", "--namespace"},
            description = "Its namespace (default: ${DEFAULT-VALUE}).",
            defaultValue = "default")
    String namespace = "default";

    @Override
    public Integer call() {
        try (KubernetesClient client = Labs.client()) {
            List<LabKind> kinds = LabKind.all(client);
            LabKind wanted = LabKind.named(kind, kinds);
            if (wanted.kind().equals("Node")) {
                throw new LabException(
                        "the lab's nodes stay as long as it does; see --nodes of 'lab up'");
            }
            @Nullable String within = wanted.namespaced() ? namespace : null;
            List<GenericKubernetesResource> found = GetCommand.find(client, wanted, name, within);
            if (wanted.kind().equals("Namespace")) {
                kinds.stream()
                        .filter(LabKind::namespaced)
                        .forEach(each -> deleteAll(client, each, name));
                new LabObjects(client).removeNamespace(name);
            } else {
                found.forEach(object -> delete(client, wanted, object));
            }
            System.out.println(wanted.kind().toLowerCase(Locale.ROOT) + "/" + name + " deleted");
        }
        return 0;
    }

    private static void deleteAll(KubernetesClient client, LabKind kind, String namespace) {
        GetCommand.find(client, kind, null, namespace)
                .forEach(object -> delete(client, kind, object));
    }

    private static void delete(
            KubernetesClient client, LabKind kind, GenericKubernetesResource object) {
        var operation = client.genericKubernetesResources(kind.context());
        if (kind.namespaced()) {
            operation
                    .inNamespace(object.getMetadata().getNamespace())
                    .withName(object.getMetadata().getName())
                    .withGracePeriod(0)
                    .delete();
        } else {
            operation.withName(object.getMetadata().getName()).delete();
        }
    }
}
