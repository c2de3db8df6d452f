package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Properties;

/// Fields that Calico knows and our definitions have no name for (`calico-fields.properties`).
///
/// Our definitions keep unknown fields, so that a cluster's objects may be taken over as they are.
/// In the lab a field that neither knows is a misspelling, and is refused; these are not.
final class CalicoFields {

    private static final Properties FIELDS = read();

    private CalicoFields() {}

    static void putInto(ObjectNode schema, String group, String kind) {
        if (!group.equals("projectcalico.org")) {
            return;
        }
        for (String path : FIELDS.stringPropertyNames()) {
            String[] way = path.split("\\.", -1);
            if (!way[0].equals(kind)) {
                continue;
            }
            ObjectNode at = schema;
            for (String name : Arrays.copyOfRange(way, 1, way.length)) {
                at = Json.child(at, "properties", name);
                if (at.path("type").asText().equals("array")) {
                    at = Json.child(at, "items");
                }
            }
            putFields(Json.child(at, "properties"), FIELDS.getProperty(path));
        }
    }

    private static void putFields(ObjectNode properties, String names) {
        for (String name : names.strip().split("\\s+", -1)) {
            if (!properties.has(name)) {
                properties
                        .putObject(name)
                        .put("description", "Calico's; not honoured here.")
                        .put("x-kubernetes-preserve-unknown-fields", true);
            }
        }
    }

    private static Properties read() {
        Properties fields = new Properties();
        try (InputStream input =
                CalicoFields.class.getResourceAsStream("calico-fields.properties")) {
            fields.load(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }
}
