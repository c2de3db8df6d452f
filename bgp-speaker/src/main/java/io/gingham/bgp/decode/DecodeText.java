package io.gingham.bgp.decode;

import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Dissection;
import io.gingham.bgp.codec.Dissector;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// Messages taken apart, as a person reads them: facts, then the verdict and its reason.
public final class DecodeText {

    private DecodeText() {}

    /// One message after the other, to the end or to one that can't be read.
    ///
    /// @throws DecodeException if it is not hex
    public static String of(String hex, CodecContext context) {
        ByteBuffer stream = ByteBuffer.wrap(DecodeRequest.bytes(hex));
        if (!stream.hasRemaining()) {
            throw new DecodeException("nothing to decode; give a message's bytes in hex");
        }
        StringBuilder text = new StringBuilder();
        int before = -1;
        while (stream.hasRemaining() && stream.position() != before) {
            before = stream.position();
            Dissection dissection = Dissector.message(stream, context);
            text.append(text.isEmpty() ? "" : "\n");
            write(dissection, stream.position() == before ? stream.remaining() : 0, text);
        }
        return text.toString();
    }

    private static void write(Dissection dissection, int unread, StringBuilder text) {
        write(dissection.decoded(), "", text);
        notification(dissection.decoded(), text);
        text.append("verdict: ").append(dissection.outcome().word());
        dissection.error().ifPresent(e -> text.append(", ").append(e.error()));
        text.append('\n');
        dissection.error().filter(_ -> dissection.faults().isEmpty()).ifPresent(e -> why(e, text));
        for (AttributeFault fault : dissection.faults()) {
            why(fault.cause(), text);
            text.append("    ").append(RfcWords.of(fault)).append('\n');
        }
        if (unread > 0) {
            text.append(unread).append(" octets are left unread\n");
        }
    }

    private static void why(BgpException e, StringBuilder text) {
        text.append("  ").append(e.getMessage()).append(" [").append(e.error()).append("]\n");
        text.append("    ").append(RfcWords.of(e.error())).append('\n');
    }

    /// The words for what a NOTIFICATION says in numbers.
    private static void notification(Map<String, Object> facts, StringBuilder text) {
        if (!(facts.get("code") instanceof Integer code)
                || !(facts.get("subcode") instanceof Integer subcode)) {
            return;
        }
        Object data = facts.getOrDefault("data_hex", "");
        Notification said = new Notification(code, subcode, Octets.parse(data.toString()));
        text.append("says: ").append(said).append('\n');
        said.hardResetReason()
                .ifPresent(why -> text.append("reason: ").append(why.explained()).append('\n'));
        said.shutdownText().ifPresent(words -> text.append("words: ").append(words).append('\n'));
    }

    private static void write(Map<?, ?> facts, String indent, StringBuilder text) {
        facts.forEach(
                (name, value) -> {
                    text.append(indent).append(name).append(':');
                    if (value instanceof Map<?, ?> inner) {
                        text.append('\n');
                        write(inner, indent + "  ", text);
                    } else {
                        text.append(' ').append(value(value)).append('\n');
                    }
                });
    }

    private static String value(Object value) {
        return value instanceof List<?> list && list.isEmpty() ? "(empty)" : value.toString();
    }
}
