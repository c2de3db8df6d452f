package io.gingham.bgp.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/// What daemons answer.
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /// Nothing, if it is something else: the daemon may not be up yet.
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
