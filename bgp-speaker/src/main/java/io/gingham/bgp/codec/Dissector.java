package io.gingham.bgp.codec;

import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.codec.Dissection.Outcome;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes messages and their parts apart, by the same decoders that serve sessions.
public final class Dissector {

    private static final byte[] MARKER = {
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
    };
    private static final byte[] SOME_ORIGIN = {0x40, 1, 1, 0};
    private static final byte[] SOME_PATH = {0x40, 2, 0};

    /// 10.0.0.0/8
    private static final byte[] SOME_PREFIX = {8, 10};

    private Dissector() {}

    /// The message at the buffer's position, which moves behind it if it is whole.
    ///
    /// A message that is there in full may be as long as RFC 8654 allows: somebody sent it.
    public static Dissection message(ByteBuffer stream, CodecContext context) {
        CodecContext wide = extended(stream, context);
        try {
            OptionalInt length = MessageFraming.length(stream, wide);
            if (length.isEmpty() || length.getAsInt() > stream.remaining()) {
                return new Dissection(
                        Outcome.NEED_MORE_BYTES, Optional.empty(), List.of(), Map.of());
            }
            ByteBuffer frame = Wire.take(stream, length.getAsInt());
            Decoded decoded = MessageDecoder.decode(frame.duplicate(), wide);
            return of(decoded, facts(decoded.message(), frame, wide));
        } catch (BgpException e) {
            return error(Outcome.SESSION_ERROR, e);
        }
    }

    private static CodecContext extended(ByteBuffer stream, CodecContext context) {
        int start = stream.position();
        boolean whole =
                stream.remaining() > MessageFraming.MAX_MESSAGE
                        && (stream.getShort(start + MessageFraming.MARKER) & 0xffff)
                                <= stream.remaining();
        return whole
                ? context.with(new Direction(true, context.in().addPath()), context.out())
                : context;
    }

    private static Map<String, Object> facts(
            BgpMessage message, ByteBuffer frame, CodecContext context) {
        return switch (message) {
            case BgpMessage.Open open -> OpenFacts.of(open, frame);
            case BgpMessage.Update update -> UpdateFacts.of(update, frame, context);
            case BgpMessage.Notification said -> OpenFacts.of(said, frame);
            case BgpMessage.Keepalive() -> OpenFacts.header("KEEPALIVE", frame);
            case BgpMessage.RouteRefresh refresh -> OpenFacts.of(refresh, frame);
        };
    }

    /// A list of path attributes.
    ///
    /// @param announces it belongs to an update with prefixes of its own
    public static Dissection attributes(byte[] list, boolean announces, CodecContext context) {
        Dissection update = update(list, announces, context);
        return inner(update);
    }

    /// One path attribute with its header, among those that every route has.
    public static Dissection attribute(byte[] attribute, CodecContext context) {
        int type = attribute.length < 2 ? 0 : attribute[1] & 0xff;
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        if (type != 1) {
            list.writeBytes(SOME_ORIGIN);
        }
        if (type != 2) {
            list.writeBytes(SOME_PATH);
        }
        int before = list.size();
        list.writeBytes(attribute);
        Dissection whole = update(list.toByteArray(), type == 3, context);
        if (whole.decoded().isEmpty() || before == 0) {
            return inner(whole);
        }
        Map<String, Object> only = UpdateFacts.attributes(ByteBuffer.wrap(attribute), context);
        return new Dissection(whole.outcome(), whole.error(), whole.faults(), only);
    }

    @SuppressWarnings("unchecked")
    private static Dissection inner(Dissection update) {
        Map<String, Object> facts =
                (Map<String, Object>) update.decoded().getOrDefault("attributes", Map.of());
        return new Dissection(update.outcome(), update.error(), update.faults(), facts);
    }

    private static Dissection update(byte[] list, boolean announces, CodecContext context) {
        int length = MessageFraming.HEADER + 4 + list.length + (announces ? SOME_PREFIX.length : 0);
        if (length > MessageFraming.MAX_EXTENDED_MESSAGE) {
            return error(
                    Outcome.SESSION_ERROR,
                    new BgpException(
                            BgpError.BAD_MESSAGE_LENGTH,
                            "an update of " + length + " octets can't be"));
        }
        ByteBuffer frame = ByteBuffer.allocate(length).put(MARKER);
        frame.putShort((short) length).put((byte) MessageType.UPDATE.code()).putShort((short) 0);
        frame.putShort((short) list.length).put(list);
        if (announces) {
            frame.put(SOME_PREFIX);
        }
        return message(frame.flip(), context);
    }

    /// Capabilities up to the end.
    public static Dissection capabilities(byte[] bytes) {
        try {
            var capabilities = CapabilityCodec.decodeAll(ByteBuffer.wrap(bytes));
            return new Dissection(
                    Outcome.ACCEPT,
                    Optional.empty(),
                    List.of(),
                    Map.of("capabilities", OpenFacts.capabilities(capabilities)));
        } catch (BgpException e) {
            return error(Outcome.OPEN_ERROR, e);
        }
    }

    /// The value of an AS_PATH.
    public static Dissection asPath(byte[] bytes, boolean fourOctets) {
        try {
            return new Dissection(
                    Outcome.ACCEPT,
                    Optional.empty(),
                    List.of(),
                    UpdateFacts.path(AsPathCodec.decode(ByteBuffer.wrap(bytes), fourOctets)));
        } catch (BgpException e) {
            return error(Outcome.TREAT_AS_WITHDRAW, e);
        }
    }

    private static Dissection of(Decoded decoded, Map<String, Object> facts) {
        List<AttributeFault> faults = decoded.faults();
        Optional<AttributeFault> worst =
                first(faults, AttributeVerdict.TREAT_AS_WITHDRAW)
                        .or(() -> first(faults, AttributeVerdict.DISCARD));
        Outcome outcome =
                switch (worst.map(AttributeFault::verdict).orElse(null)) {
                    case null -> Outcome.ACCEPT;
                    case DISCARD -> Outcome.ATTRIBUTE_DISCARD;
                    case TREAT_AS_WITHDRAW -> Outcome.TREAT_AS_WITHDRAW;
                    case RESET -> Outcome.SESSION_ERROR;
                };
        return new Dissection(outcome, worst.map(AttributeFault::cause), faults, facts);
    }

    /// A later copy of an attribute is dropped, and nothing is lost by it (RFC 7606 section 3 g).
    private static Optional<AttributeFault> first(
            List<AttributeFault> faults, AttributeVerdict verdict) {
        return faults.stream()
                .filter(fault -> fault.verdict() == verdict)
                .filter(
                        fault ->
                                verdict != AttributeVerdict.DISCARD
                                        || fault.cause().error()
                                                != BgpError.MALFORMED_ATTRIBUTE_LIST)
                .findFirst();
    }

    private static Dissection error(Outcome outcome, BgpException e) {
        return new Dissection(outcome, Optional.of(e), List.of(), Map.of());
    }
}
