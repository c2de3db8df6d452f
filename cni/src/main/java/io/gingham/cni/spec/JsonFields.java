package io.gingham.cni.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.document.Seen;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;

/// Reads fields of JSON objects with their expected types; a wrong type is an INVALID_CONFIG that
/// names the field.
public final class JsonFields {

    /// Real configurations have a depth below ten. Trees of this one are no trouble for a small
    /// stack.
    static final int MAX_DEPTH = 100;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build();

    public static final JsonMapper MAPPER =
            JsonMapper.builder(FACTORY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// For parts of a document that is read as it goes.
    static final JsonMapper PARTS = JsonMapper.builder(FACTORY.copy()).build();

    private JsonFields() {}

    /// Work that reads JSON.
    interface Reading<T> {
        T read() throws IOException;
    }

    /// Reads one JSON object as a tree, which the work must not keep.
    ///
    /// @param what it is, for the error's text
    /// @throws CniException DECODING_FAILURE if it is not one JSON object
    public static <T> T read(byte[] json, String what, Function<ObjectNode, T> use) {
        return TreeBudget.with(json.length, () -> use.apply(object(json, what)));
    }

    /// As [#read], for a text that is known to be small.
    public static ObjectNode object(byte[] json, String what) {
        if (decode(what, () -> MAPPER.readTree(json)) instanceof ObjectNode object) {
            return object;
        }
        throw notAnObject(what, json.length == 0);
    }

    /// @throws CniException DECODING_FAILURE instead of Jackson's exceptions
    static <T> T decode(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (JsonProcessingException e) {
            throw new CniException(
                            CniErrorCode.DECODING_FAILURE,
                            what + " is not valid JSON",
                            e.getOriginalMessage() + " at " + place(e))
                    .causedBy(e);
        } catch (IOException e) {
            throw new CniException(
                            CniErrorCode.DECODING_FAILURE,
                            what + " can't be decoded",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    static void requireObject(JsonParser parser, boolean empty, String what) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw notAnObject(what, empty);
        }
    }

    /// The parser stands at the end of the outermost object.
    static void requireEnd(JsonParser parser, String what) throws IOException {
        if (parser.nextToken() != null) {
            throw new CniException(
                    CniErrorCode.DECODING_FAILURE,
                    what + " is not valid JSON",
                    "after its end there is more");
        }
    }

    private static CniException notAnObject(String what, boolean empty) {
        return new CniException(
                CniErrorCode.DECODING_FAILURE,
                what + " is not a JSON object",
                empty ? "it is empty" : "");
    }

    /// Empty if absent or null.
    public static String text(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw wrong(field, "a text", value);
        }
        return value.textValue();
    }

    /// `otherwise` if absent or null.
    public static int number(JsonNode in, String field, int otherwise) {
        JsonNode value = in.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "a whole number", value);
        }
        return value.intValue();
    }

    /// An unsigned number of 32 bits; empty if absent or null.
    public static OptionalLong unsigned(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > 0xffff_ffffL) {
            throw wrong(field, "a whole number from 0 to 4294967295", value);
        }
        return OptionalLong.of(value.longValue());
    }

    /// False if absent or null.
    public static boolean flag(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(field, "true or false", value);
        }
        return value.booleanValue();
    }

    /// A missing node if absent or null.
    public static JsonNode child(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isNull() || value.isMissingNode()) {
            return MAPPER.missingNode();
        }
        if (!value.isObject()) {
            throw wrong(field, "an object", value);
        }
        return value;
    }

    /// A missing node if absent or null.
    public static JsonNode list(JsonNode in, String field) {
        JsonNode value = in.path(field);
        if (value.isNull() || value.isMissingNode()) {
            return MAPPER.missingNode();
        }
        if (!value.isArray()) {
            throw wrong(field, "a list", value);
        }
        return value;
    }

    public static CniException wrong(String field, String expected, JsonNode seen) {
        return new CniException(
                CniErrorCode.INVALID_CONFIG,
                "invalid value of '" + field + "'",
                Seen.insteadOf(expected, seen.toString()));
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "an unknown place"
                : "line "
                        + e.getLocation().getLineNr()
                        + ", column "
                        + e.getLocation().getColumnNr();
    }
}
