package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseStep.Expectation;
import io.gingham.policy.cases.CaseStep.Fact;
import io.gingham.policy.cases.CaseStep.Pair;
import io.gingham.policy.cases.CaseStep.Probe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One step.
final class StepReader {

    private static final Set<String> FIELDS =
            Set.of(
                    "title",
                    "description",
                    "note",
                    "apply",
                    "delete",
                    "add_namespace_labels",
                    "add_pod_labels",
                    "set_namespace_labels",
                    "set_pod_labels",
                    "create_namespaces",
                    "delete_namespaces",
                    "create_pods",
                    "delete_pods",
                    "expect",
                    "probes");

    private final ClusterReader clusterReader;

    StepReader(ClusterReader clusterReader) {
        this.clusterReader = clusterReader;
    }

    CaseStep read(Fields step) {
        step.allowOnly(FIELDS);
        return new CaseStep(
                step.text("title", ""),
                changes(step),
                step.list("expect").stream().map(StepReader::expectation).toList(),
                step.list("probes").stream().map(StepReader::fact).toList());
    }

    /// Also of a case, which may have an `apply` of its own before its steps.
    static List<CaseChange> applied(Fields fields) {
        List<CaseChange> changes = new ArrayList<>();
        for (Fields manifest : fields.list("apply")) {
            Fields metadata = manifest.fields("metadata");
            ManifestKey key =
                    new ManifestKey(
                            manifest.text("apiVersion"),
                            manifest.text("kind"),
                            metadata.text("namespace", ""),
                            metadata.text("name"));
            Map<String, Object> object = new LinkedHashMap<>();
            manifest.tree()
                    .mapping()
                    .forEach((name, value) -> object.put(String.valueOf(name), value));
            changes.add(new CaseChange.Apply(key, object));
        }
        return changes;
    }

    private List<CaseChange> changes(Fields step) {
        List<CaseChange> changes = new ArrayList<>(applied(step));
        for (Fields entry : step.list("delete")) {
            entry.allowOnly(Set.of("apiVersion", "kind", "namespace", "name"));
            changes.add(
                    new CaseChange.Delete(
                            new ManifestKey(
                                    entry.text("apiVersion", ""),
                                    entry.text("kind"),
                                    entry.text("namespace", ""),
                                    entry.text("name"))));
        }
        addNamespaceLabels(step, "add_namespace_labels", false, changes);
        addPodLabels(step, "add_pod_labels", false, changes);
        addNamespaceLabels(step, "set_namespace_labels", true, changes);
        addPodLabels(step, "set_pod_labels", true, changes);
        step.list("create_namespaces")
                .forEach(
                        fields ->
                                changes.add(
                                        new CaseChange.CreateNamespace(
                                                ClusterReader.namespace(fields))));
        names(step, "delete_namespaces")
                .forEach(name -> changes.add(new CaseChange.DeleteNamespace(name)));
        step.list("create_pods")
                .forEach(
                        fields -> changes.add(new CaseChange.CreatePod(clusterReader.pod(fields))));
        names(step, "delete_pods").forEach(name -> changes.add(new CaseChange.DeletePod(name)));
        return changes;
    }

    private static void addNamespaceLabels(
            Fields step, String key, boolean replace, List<CaseChange> changes) {
        labelled(step, key)
                .forEach(
                        (name, labels) ->
                                changes.add(new CaseChange.LabelNamespace(name, labels, replace)));
    }

    private static void addPodLabels(
            Fields step, String key, boolean replace, List<CaseChange> changes) {
        labelled(step, key)
                .forEach(
                        (name, labels) ->
                                changes.add(new CaseChange.LabelPod(name, labels, replace)));
    }

    /// `{x/a: {label: value}}`, or a list of `{ns: x, name: a, labels: {…}}`.
    private static Map<String, Map<String, String>> labelled(Fields step, String key) {
        Map<String, Map<String, String>> labels = new LinkedHashMap<>();
        if (!step.has(key)) {
            return labels;
        }
        if (step.isList(key)) {
            step.list(key).forEach(fields -> labels.put(name(fields), fields.labels("labels")));
            return labels;
        }
        Fields byName = step.fields(key);
        byName.names().forEach(name -> labels.put(name, byName.labels(name)));
        return labels;
    }

    /// Words, or mappings with `name` and perhaps `ns`.
    private static List<String> names(Fields step, String key) {
        return step.items(key).stream()
                .map(item -> item.value() instanceof Map ? name(new Fields(item)) : item.word())
                .toList();
    }

    private static String name(Fields fields) {
        String name = fields.text("name");
        return fields.has("ns") ? fields.text("ns") + "/" + name : name;
    }

    private static Expectation expectation(Fields fields) {
        fields.allowOnly(Set.of("probe", "default", "loopback", "exceptions", "note"));
        List<Probe> probes = new ArrayList<>();
        for (String text : fields.texts("probe")) {
            probes.add(probe(fields.at("probe"), text));
        }
        Set<Pair> exceptions = new HashSet<>();
        for (String text : fields.texts("exceptions")) {
            exceptions.add(pair(fields.at("exceptions"), text));
        }
        boolean ignored = fields.text("loopback", "").equals("ignored");
        return new Expectation(probes, verdict(fields, "default"), !ignored, exceptions);
    }

    private static Fact fact(Fields fields) {
        fields.allowOnly(Set.of("from", "to", "proto", "port", "verdict", "basis", "note"));
        return new Fact(
                new Pair(fields.text("from"), fields.text("to")),
                new Probe(
                        ClusterReader.protocol(fields.at("proto"), fields.text("proto")),
                        fields.number("port")),
                verdict(fields, "verdict"));
    }

    private static boolean verdict(Fields fields, String key) {
        return switch (fields.text(key)) {
            case "allow" -> true;
            case "deny" -> false;
            case String other ->
                    throw new CaseException(
                            fields.at(key), "expected allow or deny, seen " + other);
        };
    }

    private static Probe probe(String path, String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,5}")) {
            throw new CaseException(path, "expected the form TCP/80, seen " + text);
        }
        return new Probe(
                ClusterReader.protocol(path, text.substring(0, slash)),
                Integer.parseInt(text.substring(slash + 1)));
    }

    private static Pair pair(String path, String text) {
        int arrow = text.indexOf("->");
        if (arrow < 0) {
            throw new CaseException(path, "expected the form x/a -> y/b, seen " + text);
        }
        return new Pair(text.substring(0, arrow).strip(), text.substring(arrow + 2).strip());
    }
}
