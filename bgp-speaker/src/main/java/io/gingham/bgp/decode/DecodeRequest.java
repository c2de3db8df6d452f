package io.gingham.bgp.decode;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Dissection;
import io.gingham.bgp.codec.Dissector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// Something to take apart.
///
/// @param announces for a list of attributes: its update has IPv4 prefixes of its own
record DecodeRequest(Layer layer, byte[] bytes, CodecContext context, boolean announces) {

    /// What the bytes are.
    enum Layer {
        MESSAGE("message"),
        PATH_ATTRIBUTES("path-attributes"),
        PATH_ATTRIBUTE("path-attribute"),
        CAPABILITY("capability"),
        AS_PATH_2BYTE("as-path-value-2byte"),
        AS_PATH_4BYTE("as-path-value-4byte");

        private final String word;

        Layer(String word) {
            this.word = word;
        }

        static Layer of(String word) {
            return Arrays.stream(values())
                    .filter(layer -> layer.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> unknown(word));
        }

        private static DecodeException unknown(String word) {
            String all = Arrays.stream(values()).map(l -> l.word).collect(Collectors.joining(", "));
            return new DecodeException("layer '" + word + "' is unknown; it is one of " + all);
        }
    }

    /// Hex digits; blanks and colons between them are skipped.
    ///
    /// @throws DecodeException if it is not hex
    static byte[] bytes(String hex) {
        String digits = hex.replaceAll("[\\s:]", "");
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("not an even number of hex digits: " + e.getMessage());
        }
    }

    Dissection dissect() {
        return switch (layer) {
            case MESSAGE -> Dissector.message(ByteBuffer.wrap(bytes), context);
            case PATH_ATTRIBUTES -> Dissector.attributes(bytes, announces, context);
            case PATH_ATTRIBUTE -> Dissector.attribute(bytes, context);
            case CAPABILITY -> Dissector.capabilities(bytes);
            case AS_PATH_2BYTE -> Dissector.asPath(bytes, false);
            case AS_PATH_4BYTE -> Dissector.asPath(bytes, true);
        };
    }
}
