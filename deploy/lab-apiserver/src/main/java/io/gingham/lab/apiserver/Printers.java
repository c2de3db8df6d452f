package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// Which columns each kind has beside its name, as on a cluster.
final class Printers {

    private Printers() {}

    static List<Cell> of(ApiKind kind) {
        if (kind.custom()) {
            return custom(kind);
        }
        return switch (kind.kind()) {
            case "Pod" -> pod();
            case "Node" -> node();
            case "Namespace", "PersistentVolume", "PersistentVolumeClaim" ->
                    List.of(Cell.text("Status", o -> Json.text(o, "status", "phase")), Cell.AGE);
            case "Service" -> service();
            case "Deployment" -> deployment();
            case "ReplicaSet" ->
                    counts("Desired replicas", "Current replicas", "Ready readyReplicas");
            case "StatefulSet" -> List.of(ready(), Cell.AGE);
            case "DaemonSet" ->
                    counts(
                            "Desired desiredNumberScheduled",
                            "Current currentNumberScheduled",
                            "Ready numberReady",
                            "Up-to-date updatedNumberScheduled",
                            "Available numberAvailable");
            case "Job" ->
                    List.of(
                            Cell.text(
                                    "Completions",
                                    o ->
                                            number(o, "status", "succeeded")
                                                    + "/"
                                                    + number(o, "spec", "completions")),
                            Cell.AGE);
            case "CronJob" ->
                    List.of(Cell.text("Schedule", o -> Json.text(o, "spec", "schedule")), Cell.AGE);
            case "NetworkPolicy" ->
                    List.of(
                            Cell.text(
                                    "Pod-Selector",
                                    o -> Selectors.text(Json.at(o, "spec", "podSelector"))),
                            Cell.AGE);
            case "ConfigMap" -> List.of(Cell.number("Data", o -> o.path("data").size()), Cell.AGE);
            case "Secret" ->
                    List.of(
                            Cell.text("Type", o -> Json.text(o, "type")),
                            Cell.number("Data", o -> o.path("data").size()),
                            Cell.AGE);
            case "ServiceAccount" ->
                    List.of(Cell.number("Secrets", o -> o.path("secrets").size()), Cell.AGE);
            case "CustomResourceDefinition" ->
                    List.of(
                            Cell.text(
                                    "Created At",
                                    o -> Json.text(o, "metadata", "creationTimestamp")));
            case "Event" ->
                    List.of(
                            Cell.at("Last Seen", "date", "lastTimestamp"),
                            Cell.text("Type", o -> Json.text(o, "type")),
                            Cell.text("Reason", o -> Json.text(o, "reason")),
                            Cell.text("Message", o -> Json.text(o, "message")));
            default -> List.of(Cell.AGE);
        };
    }

    /// The definition's own columns; without any, the age.
    private static List<Cell> custom(ApiKind kind) {
        if (kind.columns().isEmpty()) {
            return List.of(Cell.AGE);
        }
        List<Cell> cells = new ArrayList<>();
        for (ApiKind.Column column : kind.columns()) {
            String[] path = column.path().replaceFirst("^\\.", "").split("\\.", -1);
            Cell cell = Cell.at(column.name(), column.type(), path);
            cells.add(column.wide() ? cell.onlyWide() : cell);
        }
        return cells;
    }

    private static List<Cell> pod() {
        return List.of(
                Cell.text(
                        "Ready",
                        o ->
                                trues(Json.at(o, "status", "containerStatuses"), "ready")
                                        + "/"
                                        + Json.at(o, "spec", "containers").size()),
                Cell.text(
                        "Status",
                        o -> Json.isDeleting(o) ? "Terminating" : Json.text(o, "status", "phase")),
                Cell.number("Restarts", o -> 0),
                Cell.AGE,
                Cell.text("IP", o -> Json.text(o, "status", "podIP")).onlyWide(),
                Cell.text("Node", o -> Json.text(o, "spec", "nodeName")).onlyWide(),
                Cell.text("Nominated Node", o -> "").onlyWide(),
                Cell.text("Readiness Gates", o -> "").onlyWide());
    }

    private static List<Cell> node() {
        return List.of(
                Cell.text("Status", Printers::nodeStatus),
                Cell.text("Roles", o -> ""),
                Cell.AGE,
                Cell.text("Version", o -> Json.text(o, "status", "nodeInfo", "kubeletVersion")),
                Cell.text("Internal-IP", o -> nodeAddress(o, "InternalIP")).onlyWide(),
                Cell.text("External-IP", o -> nodeAddress(o, "ExternalIP")).onlyWide());
    }

    private static String nodeStatus(JsonNode node) {
        String ready = "Unknown";
        for (JsonNode condition : Json.at(node, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                ready = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        boolean closed = Json.at(node, "spec", "unschedulable").asBoolean();
        return closed ? ready + ",SchedulingDisabled" : ready;
    }

    private static String nodeAddress(JsonNode node, String type) {
        return StreamSupport.stream(Json.at(node, "status", "addresses").spliterator(), false)
                .filter(address -> Json.text(address, "type").equals(type))
                .map(address -> Json.text(address, "address"))
                .findFirst()
                .orElse("");
    }

    private static List<Cell> service() {
        return List.of(
                Cell.text("Type", o -> Json.text(o, "spec", "type")),
                Cell.text("Cluster-IP", o -> Json.text(o, "spec", "clusterIP")),
                Cell.text("External-IP", o -> ""),
                Cell.text("Port(s)", Printers::servicePorts),
                Cell.AGE,
                Cell.text("Selector", o -> Selectors.text(Json.at(o, "spec", "selector")))
                        .onlyWide());
    }

    private static String servicePorts(JsonNode service) {
        List<String> ports = new ArrayList<>();
        Json.at(service, "spec", "ports")
                .forEach(
                        port ->
                                ports.add(
                                        Json.text(port, "port")
                                                + "/"
                                                + Json.text(port, "protocol")));
        return String.join(",", ports);
    }

    private static List<Cell> deployment() {
        return List.of(
                ready(),
                Cell.number("Up-to-date", o -> number(o, "status", "updatedReplicas")),
                Cell.number("Available", o -> number(o, "status", "availableReplicas")),
                Cell.AGE,
                Cell.text("Containers", o -> containers(o, "name")).onlyWide(),
                Cell.text("Images", o -> containers(o, "image")).onlyWide(),
                Cell.text("Selector", o -> Selectors.text(Json.at(o, "spec", "selector")))
                        .onlyWide());
    }

    private static Cell ready() {
        return Cell.text(
                "Ready",
                o -> number(o, "status", "readyReplicas") + "/" + number(o, "spec", "replicas"));
    }

    private static String containers(JsonNode workload, String field) {
        return String.join(
                ",",
                Json.at(workload, "spec", "template", "spec", "containers")
                        .findValuesAsText(field));
    }

    /// Numbers of the status: `Ready readyReplicas`.
    private static List<Cell> counts(String... columns) {
        List<Cell> cells = new ArrayList<>();
        for (String column : columns) {
            String[] words = column.split(" ", -1);
            boolean desired = column.equals("Desired replicas");
            cells.add(Cell.number(words[0], o -> number(o, desired ? "spec" : "status", words[1])));
        }
        cells.add(Cell.AGE);
        return cells;
    }

    private static int number(JsonNode object, String... path) {
        JsonNode value = Json.at(object, path);
        return value instanceof MissingNode ? 0 : value.asInt(0);
    }

    private static long trues(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.path(field).asBoolean())
                .count();
    }
}
