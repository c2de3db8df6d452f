package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A strategic merge patch, and the merge patch of RFC 7396. Both return a new tree.
///
/// The strategic one goes by the schema: a list with a merge key is merged item by item, any other
/// is replaced. Where there is no schema (custom resources) it is refused before it comes here.
final class Patches {

    private static final String DIRECTIVE = "$patch";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String RETAIN = "$retainKeys";

    private final Definitions definitions;

    Patches(Definitions definitions) {
        this.definitions = definitions;
    }

    /// RFC 7396 section 2.
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch.deepCopy();
        }
        ObjectNode merged = target instanceof ObjectNode there ? there.deepCopy() : Json.object();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
            }
        }
        return merged;
    }

    ObjectNode strategic(ObjectNode target, ObjectNode patch, JsonNode given) {
        JsonNode schema = definitions.resolve(given);
        ObjectNode merged = target.deepCopy();
        if (Json.text(patch, DIRECTIVE).equals("replace")) {
            ObjectNode replaced = patch.deepCopy();
            replaced.remove(DIRECTIVE);
            return replaced;
        }
        if (patch.path(RETAIN) instanceof ArrayNode kept) {
            List<String> names = new ArrayList<>();
            kept.forEach(name -> names.add(name.asText()));
            merged.retain(names);
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (!field.getKey().startsWith("$")) {
                field(merged, field.getKey(), field.getValue(), patch, schema);
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getKey().startsWith(DELETE_VALUES)) {
                remove(merged, field.getKey().substring(DELETE_VALUES.length()), field.getValue());
            }
        }
        return merged;
    }

    private void field(
            ObjectNode merged, String name, JsonNode value, ObjectNode patch, JsonNode schema) {
        JsonNode fieldSchema =
                schema.path("properties").has(name)
                        ? schema.path("properties").path(name)
                        : schema.path("additionalProperties");
        if (value.isNull() || Json.text(value, DIRECTIVE).equals("delete")) {
            merged.remove(name);
        } else if (value instanceof ObjectNode object) {
            ObjectNode there =
                    merged.path(name) instanceof ObjectNode present ? present : Json.object();
            merged.set(name, strategic(there, object, fieldSchema));
        } else if (value instanceof ArrayNode list
                && Json.text(fieldSchema, MergeKeys.STRATEGY).equals("merge")) {
            ArrayNode there =
                    merged.path(name) instanceof ArrayNode present ? present : Json.array();
            merged.set(name, list(there, list, patch.path(ORDER + name), fieldSchema));
        } else {
            merged.set(name, value.deepCopy());
        }
    }

    private ArrayNode list(ArrayNode target, ArrayNode patch, JsonNode order, JsonNode schema) {
        String key = Json.text(schema, MergeKeys.KEY);
        List<JsonNode> items = new ArrayList<>();
        target.forEach(items::add);
        for (JsonNode item : patch) {
            if (Json.text(item, DIRECTIVE).equals("replace") && !item.has(key)) {
                items.clear();
                continue;
            }
            int at = indexOf(items, key, item);
            if (Json.text(item, DIRECTIVE).equals("delete")) {
                if (at >= 0) {
                    items.remove(at);
                }
            } else if (at < 0) {
                items.add(item.deepCopy());
            } else if (item instanceof ObjectNode object
                    && items.get(at) instanceof ObjectNode there) {
                items.set(at, strategic(there, object, schema.path("items")));
            }
        }
        return ordered(items, key, order);
    }

    private static int indexOf(List<JsonNode> items, String key, JsonNode item) {
        for (int i = 0; i < items.size(); i++) {
            boolean same =
                    key.isEmpty()
                            ? items.get(i).equals(item)
                            : items.get(i).path(key).equals(item.path(key))
                                    && sameProtocol(items.get(i), item);
            if (same) {
                return i;
            }
        }
        return -1;
    }

    /// Of a container's ports one number may be there for TCP and for UDP.
    private static boolean sameProtocol(JsonNode one, JsonNode other) {
        return !one.has("protocol")
                || !other.has("protocol")
                || one.path("protocol").equals(other.path("protocol"));
    }

    /// Items that the patch names come in its order; those that only the server knows, after them.
    private static ArrayNode ordered(List<JsonNode> items, String key, JsonNode order) {
        List<JsonNode> left = new ArrayList<>(items);
        ArrayNode result = Json.array();
        for (JsonNode wanted : order) {
            int at = indexOf(left, key, wanted);
            if (at >= 0) {
                result.add(left.remove(at));
            }
        }
        left.forEach(result::add);
        return result;
    }

    private static void remove(ObjectNode merged, String list, JsonNode values) {
        if (merged.path(list) instanceof ArrayNode there) {
            ArrayNode left = Json.array();
            for (JsonNode value : there) {
                boolean goes = false;
                for (JsonNode each : values) {
                    goes |= each.equals(value);
                }
                if (!goes) {
                    left.add(value);
                }
            }
            merged.set(list, left);
        }
    }

    /// What a server-side apply takes away: fields that the manager had stated and no longer does,
    /// as a strategic merge patch.
    ObjectNode withdrawn(ObjectNode before, ObjectNode now, JsonNode given) {
        JsonNode schema = definitions.resolve(given);
        ObjectNode patch = Json.object();
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            String name = field.getKey();
            JsonNode fieldSchema = schema.path("properties").path(name);
            if (!now.has(name)) {
                patch.putNull(name);
            } else if (field.getValue() instanceof ObjectNode was
                    && now.get(name) instanceof ObjectNode is) {
                ObjectNode inner = withdrawn(was, is, fieldSchema);
                if (!inner.isEmpty()) {
                    patch.set(name, inner);
                }
            } else if (field.getValue() instanceof ArrayNode was
                    && now.get(name) instanceof ArrayNode is
                    && fieldSchema.has(MergeKeys.KEY)) {
                withdrawnItems(was, is, Json.text(fieldSchema, MergeKeys.KEY), patch, name);
            }
        }
        return patch;
    }

    private static void withdrawnItems(
            ArrayNode was, ArrayNode is, String key, ObjectNode patch, String name) {
        List<JsonNode> left = new ArrayList<>();
        is.forEach(left::add);
        for (JsonNode item : was) {
            if (indexOf(left, key, item) < 0) {
                ObjectNode gone = patch.withArray(name).addObject().put(DIRECTIVE, "delete");
                gone.set(key, item.path(key));
            }
        }
    }
}
