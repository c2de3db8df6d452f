package io.gingham.cni.spec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A network configuration as it came: bytes, of which no tree is kept. What is handed on to other
/// plugins has every key, known or not.
public final class ConfigDocument {

    private static final String WHAT = "the network configuration on stdin";

    private final byte[] json;

    public ConfigDocument(byte[] json) {
        this.json = json;
    }

    /// In bytes.
    public int length() {
        return json.length;
    }

    /// Reads keys of the outermost object; of a key that occurs twice the last counts.
    ///
    /// @param whole read with all they hold
    /// @param outlined only their kind is of interest: objects and lists are empty ones
    /// @param use gets an object with those that are there; it must not keep it
    /// @throws io.gingham.cni.CniException DECODING_FAILURE if the document is not one JSON object,
    ///   all of it
    public <T> T read(Set<String> whole, Set<String> outlined, Function<ObjectNode, T> use) {
        return TreeBudget.with(
                json.length, () -> use.apply(JsonFields.decode(WHAT, () -> tree(whole, outlined))));
    }

    /// A copy with other values for some keys of the outermost object.
    ///
    /// @param replaced must be there to be replaced
    /// @param left what is not copied
    public byte[] with(Map<String, JsonNode> replaced, Set<String> left) {
        return JsonFields.decode(WHAT, () -> copy(replaced, left));
    }

    /// `cniVersion`, for the answer to a document that may be broken; empty if it can't be told.
    public String statedVersion() {
        try (JsonParser parser = JsonFields.PARTS.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean found = parser.currentName().equals("cniVersion");
                    if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
                        return parser.getText();
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // The document is broken, which is what the answer is about.
        }
        return "";
    }

    private ObjectNode tree(Set<String> whole, Set<String> outlined) throws IOException {
        ObjectNode read = JsonFields.MAPPER.createObjectNode();
        try (JsonParser parser = JsonFields.PARTS.createParser(json)) {
            JsonFields.requireObject(parser, json.length == 0, WHAT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (whole.contains(key)) {
                    JsonNode node = parser.readValueAsTree();
                    read.set(key, node);
                } else if (!outlined.contains(key)) {
                    parser.skipChildren();
                } else if (value == JsonToken.START_OBJECT) {
                    parser.skipChildren();
                    read.putObject(key);
                } else if (value == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                    read.putArray(key);
                } else {
                    JsonNode node = parser.readValueAsTree();
                    read.set(key, node);
                }
            }
            JsonFields.requireEnd(parser, WHAT);
        }
        return read;
    }

    private byte[] copy(Map<String, JsonNode> replaced, Set<String> left) throws IOException {
        ByteArrayOutputStream copied = new ByteArrayOutputStream(json.length + 256);
        try (JsonParser parser = JsonFields.PARTS.createParser(json);
                JsonGenerator generator = JsonFields.PARTS.createGenerator(copied)) {
            JsonFields.requireObject(parser, json.length == 0, WHAT);
            generator.writeStartObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                JsonNode other = replaced.get(key);
                if (left.contains(key)) {
                    parser.skipChildren();
                } else if (other != null) {
                    parser.skipChildren();
                    generator.writeFieldName(key);
                    JsonFields.PARTS.writeTree(generator, other);
                } else {
                    generator.writeFieldName(key);
                    generator.copyCurrentStructure(parser);
                }
            }
            JsonFields.requireEnd(parser, WHAT);
            generator.writeEndObject();
        }
        return copied.toByteArray();
    }
}
