package io.gingham.bgp.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Capability;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the codec makes of a vector.
final class VectorRunner {

    /// @param word as `expect.outcome` spells it
    record Outcome(
            String word,
            Optional<BgpException> error,
            Optional<Decoded> message,
            List<Capability> capabilities,
            Optional<AsPath> path) {

        static Outcome of(String word) {
            return new Outcome(
                    word, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        }
    }

    private VectorRunner() {}

    static Outcome run(JsonNode vector) {
        byte[] bytes = HexFormat.of().parseHex(vector.get("hex").asText());
        CodecContext context = context(vector);
        try {
            return switch (vector.get("layer").asText()) {
                case "message" -> message(ByteBuffer.wrap(bytes), context);
                case "path-attributes" -> attributes(bytes, vector, context);
                case "path-attribute" -> attribute(bytes, context);
                case "capability" -> capability(bytes);
                case "as-path-value-2byte" -> asPath(bytes);
                default -> throw new AssertionError("unknown layer in " + vector);
            };
        } catch (BgpException e) {
            String word = e.error().code() == 2 ? "open-error" : "session-error";
            return new Outcome(word, Optional.of(e), Optional.empty(), List.of(), Optional.empty());
        }
    }

    private static CodecContext context(JsonNode vector) {
        JsonNode context = vector.path("context");
        boolean external = context.path("peer").asText().contains("ebgp");
        return new CodecContext(context.path("as4").asBoolean(), external, false);
    }

    private static Outcome message(ByteBuffer stream, CodecContext context) {
        OptionalInt length = MessageFraming.length(stream);
        if (length.isEmpty() || length.getAsInt() > stream.remaining()) {
            return Outcome.of("need-more-bytes");
        }
        return decoded(MessageDecoder.decode(stream.slice(0, length.getAsInt()), context));
    }

    private static Outcome decoded(Decoded decoded) {
        String word =
                switch (decoded.verdict().orElse(null)) {
                    case null -> "accept";
                    case DISCARD -> "attribute-discard";
                    case TREAT_AS_WITHDRAW -> "treat-as-withdraw";
                    case RESET -> "session-error";
                };
        return new Outcome(
                word,
                decoded.faults().stream().map(AttributeFault::cause).reduce((_, last) -> last),
                Optional.of(decoded),
                List.of(),
                Optional.empty());
    }

    private static Outcome attributes(byte[] list, JsonNode vector, CodecContext context) {
        boolean announces = vector.path("context").path("update_has_ipv4_nlri").asBoolean();
        return update(list, announces, context);
    }

    /// Among the attributes every route has.
    private static Outcome attribute(byte[] attribute, CodecContext context) {
        ByteBuffer list = ByteBuffer.allocate(attribute.length + 7);
        list.put(HexFormat.of().parseHex("40010100400200")).put(attribute);
        return update(list.array(), attribute[1] == 3, context);
    }

    private static Outcome update(byte[] list, boolean announces, CodecContext context) {
        int length = MessageFraming.HEADER + 4 + list.length + (announces ? 2 : 0);
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(HexFormat.of().parseHex("ff".repeat(16)));
        frame.putShort((short) length).put((byte) 2).putShort((short) 0);
        frame.putShort((short) list.length).put(list);
        if (announces) {
            frame.put((byte) 8).put((byte) 10);
        }
        return decoded(MessageDecoder.decode(frame.flip(), context));
    }

    private static Outcome capability(byte[] bytes) {
        return new Outcome(
                "accept",
                Optional.empty(),
                Optional.empty(),
                CapabilityCodec.decodeAll(ByteBuffer.wrap(bytes)),
                Optional.empty());
    }

    private static Outcome asPath(byte[] bytes) {
        try {
            return new Outcome(
                    "accept",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(AsPathCodec.decode(ByteBuffer.wrap(bytes), false)));
        } catch (BgpException e) {
            return new Outcome(
                    "treat-as-withdraw",
                    Optional.of(e),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
        }
    }
}
