package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/// Objects as `kubectl get` shows them: a `Table` of `meta.k8s.io`, made by the server.
final class Tables {

    private Tables() {}

    /// @param version the list's resource version
    static ObjectNode of(ApiKind kind, List<ObjectNode> objects, String version) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", version);
        List<Cell> cells = Printers.of(kind);
        ArrayNode columns = table.putArray("columnDefinitions");
        column(columns, "Name", "string", "name", false);
        cells.forEach(cell -> column(columns, cell.name(), cell.type(), "", cell.wide()));
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> row(rows.addObject(), object, cells));
        return table;
    }

    private static void column(
            ArrayNode columns, String name, String type, String format, boolean wide) {
        columns.addObject()
                .put("name", name)
                .put("type", type.equals("date") ? "string" : type)
                .put("format", format)
                .put("description", "")
                .put("priority", wide ? 1 : 0);
    }

    private static void row(ObjectNode row, ObjectNode object, List<Cell> cells) {
        ArrayNode values = row.putArray("cells").add(Json.name(object));
        Instant now = Instant.now();
        for (Cell cell : cells) {
            JsonNode value = cell.value().apply(object);
            if (cell.type().equals("date")) {
                values.add(value.asText().isEmpty() ? "<unknown>" : Ages.since(value, now));
            } else if (value.isMissingNode()) {
                values.add("");
            } else {
                values.add(value);
            }
        }
        ObjectNode partial = row.putObject("object");
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
    }
}
