package io.gingham.cni.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import java.io.IOException;

/// Reads fields of JSON objects with their expected types; a wrong type is an INVALID_CONFIG that
/// names the field.
public final class JsonFields {

    public static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private JsonFields() {}

    /// @param what it is, for the error's text
    /// @throws CniException DECODING_FAILURE if it is not one JSON object
    public static ObjectNode object(byte[] json, String what) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
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
        throw new CniException(
                CniErrorCode.DECODING_FAILURE,
                what + " is not a JSON object",
                json.length == 0 ? "it is empty" : "");
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
        String text = seen.toString();
        return new CniException(
                CniErrorCode.INVALID_CONFIG,
                "invalid value of '" + field + "'",
                "expected "
                        + expected
                        + ", seen "
                        + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
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
