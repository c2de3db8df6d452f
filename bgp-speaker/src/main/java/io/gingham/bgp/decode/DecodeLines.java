package io.gingham.bgp.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.codec.CodecContext.PeerKind;
import io.gingham.bgp.codec.Dissection;
import io.gingham.bgp.decode.DecodeRequest.Layer;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// One JSON object in, one out: `{"layer": …, "hex": …, "context": {…}}` to `{"outcome": …, "code":
/// …, "subcode": …, "data": …, "reason": …, "decoded": {…}}`.
///
/// All of the context may be left out: `as4` (AS numbers have four octets), `peer` (`ibgp`, `ebgp`,
/// `confed-ebgp`; an internal one if it is none of them), `oad_session`, `add_path` (pairs of AFI
/// and SAFI), `extended_message`, and for attributes `update_has_ipv4_nlri`.
public final class DecodeLines {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private DecodeLines() {}

    /// @return a line without its end; for what can't be understood `{"outcome": "error", "reason":
    ///   …}`
    public static String answer(String line) {
        Map<String, Object> answer;
        try {
            answer = answer(request(JSON.readTree(line)).dissect());
        } catch (DecodeException e) {
            answer = refused(String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            answer = refused("the line is no JSON object: " + e.getOriginalMessage());
        }
        try {
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts that are no JSON: " + answer, e);
        }
    }

    private static Map<String, Object> refused(String reason) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("outcome", "error");
        answer.put("reason", reason);
        return answer;
    }

    private static Map<String, Object> answer(Dissection dissection) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("outcome", dissection.outcome().word());
        dissection.error().ifPresent(error -> put(error, answer));
        if (!dissection.decoded().isEmpty()) {
            answer.put("decoded", dissection.decoded());
        }
        return answer;
    }

    private static void put(BgpException error, Map<String, Object> answer) {
        answer.put("code", error.error().code());
        answer.put("subcode", error.error().subcode());
        String data = error.notification().data().toString();
        if (!data.isEmpty()) {
            answer.put("data", data);
        }
        answer.put("reason", String.valueOf(error.getMessage()));
    }

    private static DecodeRequest request(JsonNode line) {
        if (!line.isObject()) {
            throw new DecodeException(
                    "expected one JSON object a line, {\"layer\": …, \"hex\": …, \"context\": {…}}");
        }
        Layer layer = Layer.of(text(line, "layer"));
        JsonNode context = line.path("context");
        if (!context.isMissingNode() && !context.isObject() && !context.isNull()) {
            throw new DecodeException("'context' is " + context + "; expected an object");
        }
        return new DecodeRequest(
                layer,
                DecodeRequest.bytes(text(line, "hex")),
                context(context),
                flag(context, "update_has_ipv4_nlri"));
    }

    private static String text(JsonNode line, String key) {
        JsonNode value = line.path(key);
        if (!value.isTextual()) {
            throw new DecodeException("'" + key + "' is missing, or no text");
        }
        return value.asText();
    }

    private static boolean flag(JsonNode context, String key) {
        JsonNode value = context.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new DecodeException("'" + key + "' is " + value + "; expected true or false");
        }
        return value.asBoolean();
    }

    private static CodecContext context(JsonNode context) {
        Direction in = new Direction(flag(context, "extended_message"), addPath(context));
        return new CodecContext(flag(context, "as4"), peer(context), false, in, in, false);
    }

    private static PeerKind peer(JsonNode context) {
        String peer = context.path("peer").asText();
        if (flag(context, "oad_session")) {
            return PeerKind.ONE_DOMAIN;
        }
        return switch (peer) {
            case "ebgp" -> PeerKind.EXTERNAL;
            case "confed-ebgp" -> PeerKind.CONFEDERATION;
            default -> peer.contains("ebgp") ? PeerKind.EXTERNAL : PeerKind.INTERNAL;
        };
    }

    private static Set<AddressFamily> addPath(JsonNode context) {
        Set<AddressFamily> families = new HashSet<>();
        for (JsonNode pair : context.path("add_path")) {
            boolean numbers = pair.path(0).canConvertToInt() && pair.path(1).canConvertToInt();
            int afi = pair.path(0).asInt(-1);
            int safi = pair.path(1).asInt(-1);
            if (!numbers || afi < 0 || afi > 0xffff || safi < 0 || safi > 0xff) {
                throw new DecodeException("'add_path' has " + pair + "; expected [AFI, SAFI]");
            }
            families.add(new AddressFamily(afi, safi));
        }
        return families;
    }
}
