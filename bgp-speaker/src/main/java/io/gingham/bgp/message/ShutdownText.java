package io.gingham.bgp.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The words that go with an administrative shutdown or reset (RFC 9003): one octet of length, then
/// UTF-8.
public final class ShutdownText {

    /// In octets.
    public static final int MOST = 255;

    private ShutdownText() {}

    /// Cut to [#MOST] octets, between two characters.
    public static Octets write(String text) {
        String said = text;
        while (said.getBytes(StandardCharsets.UTF_8).length > MOST) {
            said = said.substring(0, said.offsetByCodePoints(said.length(), -1));
        }
        byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
        byte[] data = new byte[bytes.length + 1];
        data[0] = (byte) bytes.length;
        System.arraycopy(bytes, 0, data, 1, bytes.length);
        return Octets.of(data);
    }

    /// Empty if there is none, or it is not what the RFC says. Control characters come out as `?`:
    /// it is a stranger's text, and goes into logs and onto terminals.
    static Optional<String> read(Octets data) {
        byte[] bytes = data.toBytes();
        if (bytes.length < 2 || (bytes[0] & 0xff) != bytes.length - 1) {
            return Optional.empty();
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Arrays.copyOfRange(bytes, 1, bytes.length)))
                            .toString();
            return Optional.of(text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?"));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
