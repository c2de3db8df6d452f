package io.gingham.lab.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.lab.LabException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "What the lab's API server holds.",
        footer = {
            "",
            "Examples:",
            "  ./gingham lab get pods",
            "  ./gingham lab get netpol -n shop -o yaml"
        },
        mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

    enum Output {
        table,
        yaml
    }

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description =
                    "As for kubectl: pods, po, ns, netpol, networkpolicies.projectcalico.org.")
    String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One object only.")
    @Nullable String name;

    @Option(
            names = {"-n", "--namespace"},
            description = "Of one namespace (default: of all).")
    @Nullable String namespace;

    @Option(
            names = "-o",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "table")
    Output output = Output.table;

    @Override
    public Integer call() {
        try (KubernetesClient client = Labs.client()) {
            LabKind wanted = LabKind.named(kind, LabKind.all(client));
            List<GenericKubernetesResource> found = find(client, wanted, name, namespace);
            switch (output) {
                case table -> table(wanted, found).forEach(System.out::println);
                case yaml -> {
                    KubernetesList list =
                            new KubernetesListBuilder().addAllToItems(List.copyOf(found)).build();
                    System.out.print(Serialization.asYaml(list));
                }
            }
        }
        return 0;
    }

    /// @throws LabException if there is none of that name
    static List<GenericKubernetesResource> find(
            KubernetesClient client,
            LabKind kind,
            @Nullable String name,
            @Nullable String namespace) {
        List<GenericKubernetesResource> found =
                kind.list(client, Optional.ofNullable(namespace)).stream()
                        .filter(
                                object ->
                                        name == null || name.equals(object.getMetadata().getName()))
                        .sorted(
                                Comparator.comparing(GetCommand::namespaceOf)
                                        .thenComparing(object -> object.getMetadata().getName()))
                        .toList();
        if (found.isEmpty() && name != null) {
            throw new LabException(
                    "there is no "
                            + kind.kind()
                            + " '"
                            + name
                            + "'"
                            + (namespace == null ? "" : " in namespace " + namespace));
        }
        return found;
    }

    static List<String> table(LabKind kind, List<GenericKubernetesResource> objects) {
        if (objects.isEmpty()) {
            return List.of("no " + kind.resource());
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAMESPACE", "NAME", "NODE", "ADDRESS", "LABELS"));
        for (GenericKubernetesResource object : objects) {
            rows.add(
                    List.of(
                            namespaceOf(object),
                            object.getMetadata().getName(),
                            text(object, "spec", "nodeName"),
                            address(object),
                            labels(object)));
        }
        // A column that nothing stands in is not shown.
        List<Integer> columns = new ArrayList<>();
        for (int column = 0; column < rows.getFirst().size(); column++) {
            int at = column;
            if (rows.stream().skip(1).anyMatch(row -> !row.get(at).isEmpty())) {
                columns.add(column);
            }
        }
        return rows.stream().map(row -> line(row, rows, columns)).toList();
    }

    private static String line(List<String> row, List<List<String>> all, List<Integer> columns) {
        StringBuilder line = new StringBuilder();
        for (int column : columns) {
            int width = all.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
            line.append(row.get(column)).repeat(' ', width - row.get(column).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private static String namespaceOf(GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        return namespace == null ? "" : namespace;
    }

    private static String text(GenericKubernetesResource object, Object... path) {
        Object value = object.get(path);
        return value == null ? "" : value.toString();
    }

    private static String address(GenericKubernetesResource object) {
        String pod = text(object, "status", "podIP");
        return pod.isEmpty() ? text(object, "status", "addresses", 0, "address") : pod;
    }

    private static String labels(GenericKubernetesResource object) {
        if (object.getMetadata().getLabels() == null) {
            return "";
        }
        return object.getMetadata().getLabels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(java.util.stream.Collectors.joining(","));
    }
}
