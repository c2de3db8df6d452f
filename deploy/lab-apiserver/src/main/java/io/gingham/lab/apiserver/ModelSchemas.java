package io.gingham.lab.apiserver;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// The schemas of Kubernetes' own kinds, from the client library's classes: they are made of
/// Kubernetes' definition, so they have every field, without a word of what it means. The words of
/// the kinds that matter here are our own (`descriptions.properties`).
final class ModelSchemas {

    private static final String MODEL = "io.fabric8.kubernetes.api.model.";

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static final Set<String> META_TYPES =
            Set.of(
                    "ObjectMeta",
                    "ListMeta",
                    "OwnerReference",
                    "ManagedFieldsEntry",
                    "LabelSelector",
                    "LabelSelectorRequirement",
                    "Condition");

    private final Definitions definitions;
    private final Properties words;

    ModelSchemas(Definitions definitions, Properties words) {
        this.definitions = definitions;
        this.words = words;
    }

    /// Defines a kind and all it consists of.
    ///
    /// @return its definition's name
    String define(Class<? extends HasMetadata> kind) {
        String name = name(kind);
        define(name, kind);
        return name;
    }

    private void define(String name, Class<?> type) {
        if (definitions.has(name)) {
            return;
        }
        ObjectNode schema = Json.object().put("type", "object");
        // Before its fields: types refer to each other.
        definitions.put(name, schema);
        describe(schema, shortName(name));
        ObjectNode properties = Json.object();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property == null || Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            ObjectNode schemaOf = schema(field.getGenericType());
            String key = shortName(name) + "." + property.value();
            describe(schemaOf, key);
            MergeKeys.putInto(schemaOf, key);
            properties.set(property.value(), schemaOf);
        }
        RequiredFields.of(shortName(name)).forEach(schema.withArray("required")::add);
        if (schema.path("required").isEmpty()) {
            schema.remove("required");
        }
        schema.set("properties", properties);
    }

    private void describe(ObjectNode schema, String key) {
        String text = words.getProperty(key);
        if (text != null) {
            schema.put("description", text);
        }
    }

    private ObjectNode schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                ObjectNode list = Json.object().put("type", "array");
                list.set("items", schema(arguments[0]));
                return list;
            }
            if (generic.getRawType() == Map.class) {
                ObjectNode map = Json.object().put("type", "object");
                map.set("additionalProperties", schema(arguments[1]));
                return map;
            }
            return anything();
        }
        return type instanceof Class<?> plain ? plain(plain) : anything();
    }

    private ObjectNode plain(Class<?> type) {
        ObjectNode schema = Json.object();
        if (type == String.class || type.isEnum()) {
            return schema.put("type", "string");
        }
        if (type == Integer.class) {
            return schema.put("type", "integer").put("format", "int32");
        }
        if (type == Long.class) {
            return schema.put("type", "integer").put("format", "int64");
        }
        if (type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == Double.class) {
            return schema.put("type", "number");
        }
        if (type == IntOrString.class || type == Quantity.class) {
            return schema.put("type", "string")
                    .put("format", "int-or-string")
                    .put("x-kubernetes-int-or-string", true);
        }
        if (!isStructure(type)) {
            return anything();
        }
        define(name(type), type);
        return Definitions.reference(name(type));
    }

    /// What the library reads in a way of its own has a form that its fields don't show.
    private static boolean isStructure(Class<?> type) {
        JsonDeserialize how = type.getAnnotation(JsonDeserialize.class);
        return type.getName().startsWith(MODEL)
                && !type.isInterface()
                && how != null
                && how.using() == JsonDeserializer.None.class;
    }

    private static ObjectNode anything() {
        return Json.object().put("x-kubernetes-preserve-unknown-fields", true);
    }

    /// `io.k8s.api.apps.v1.DeploymentSpec`.
    private static String name(Class<?> type) {
        if (META_TYPES.contains(type.getSimpleName())) {
            return META + type.getSimpleName();
        }
        String[] parts = type.getName().substring(MODEL.length()).split("\\.", -1);
        String group = parts.length > 1 ? parts[0] : "core";
        String version = parts.length > 2 ? parts[1] : "v1";
        return "io.k8s.api." + group + "." + version + "." + type.getSimpleName();
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
