package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// OpenAPI 2 as protocol buffers: `openapi.v2.Document` of the gnostic project, the only form in
/// which `kubectl` asks for it. The numbers are those of its `OpenAPIv2.proto`.
final class OpenApiProtobuf {

    /// Not as it is asked for: `@` is no letter of a media type, and Go's reader refuses it.
    static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// One message being written.
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private Message number(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                bytes.write((int) (left & 0x7F | 0x80));
                left >>>= 7;
            }
            bytes.write((int) left);
            return this;
        }

        Message put(int field, byte[] value) {
            number((long) field << 3 | 2).number(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message put(int field, String value) {
            return value.isEmpty() ? this : put(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message put(int field, Message value) {
            return put(field, value.bytes.toByteArray());
        }

        Message put(int field, boolean value) {
            return value ? number((long) field << 3).number(1) : this;
        }
    }

    private OpenApiProtobuf() {}

    static byte[] document(JsonNode document) {
        Message message = new Message().put(1, Json.text(document, "swagger"));
        message.put(
                2,
                new Message()
                        .put(1, Json.text(document, "info", "title"))
                        .put(2, Json.text(document, "info", "version")));
        Message paths = new Message();
        document.path("paths")
                .properties()
                .forEach(path -> paths.put(2, named(path.getKey(), pathItem(path.getValue()))));
        message.put(8, paths);
        Message definitions = new Message();
        document.path("definitions")
                .properties()
                .forEach(each -> definitions.put(1, named(each.getKey(), schema(each.getValue()))));
        return message.put(9, definitions).bytes.toByteArray();
    }

    private static Message named(String name, Message value) {
        return new Message().put(1, name).put(2, value);
    }

    private static Message pathItem(JsonNode path) {
        Message item = new Message();
        int field = 2;
        for (String method :
                new String[] {"get", "put", "post", "delete", "options", "head", "patch"}) {
            if (path.has(method)) {
                item.put(field, operation(path.path(method)));
            }
            field++;
        }
        return item;
    }

    private static Message operation(JsonNode operation) {
        Message message = new Message();
        for (JsonNode parameter : operation.path("parameters")) {
            Message query =
                    new Message()
                            .put(2, Json.text(parameter, "in"))
                            .put(4, Json.text(parameter, "name"))
                            .put(6, Json.text(parameter, "type"));
            // ParametersItem, Parameter, NonBodyParameter, QueryParameterSubSchema
            message.put(8, new Message().put(1, new Message().put(2, new Message().put(3, query))));
        }
        extensions(operation, message, 13);
        return message;
    }

    private static Message schema(JsonNode schema) {
        Message message =
                new Message()
                        .put(1, Json.text(schema, "$ref"))
                        .put(2, Json.text(schema, "format"))
                        .put(4, Json.text(schema, "description"));
        schema.path("required").forEach(name -> message.put(19, name.asText()));
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject()) {
            message.put(21, new Message().put(1, schema(additional)));
        } else if (additional.isBoolean()) {
            message.put(21, new Message().put(2, additional.asBoolean()));
        }
        String type = Json.text(schema, "type");
        if (!type.isEmpty()) {
            message.put(22, new Message().put(1, type));
        }
        if (schema.has("items")) {
            message.put(23, new Message().put(1, schema(schema.path("items"))));
        }
        if (schema.path("properties").isObject()) {
            Message properties = new Message();
            schema.path("properties")
                    .properties()
                    .forEach(
                            each ->
                                    properties.put(
                                            1, named(each.getKey(), schema(each.getValue()))));
            message.put(25, properties);
        }
        extensions(schema, message, 31);
        return message;
    }

    /// JSON is YAML.
    private static void extensions(JsonNode of, Message into, int field) {
        for (Map.Entry<String, JsonNode> each : of.properties()) {
            if (each.getKey().startsWith("x-")) {
                into.put(
                        field,
                        named(each.getKey(), new Message().put(2, each.getValue().toString())));
            }
        }
    }
}
