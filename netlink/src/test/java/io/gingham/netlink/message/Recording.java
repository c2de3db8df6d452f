package io.gingham.netlink.message;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// The recorded messages of `rtnetlink.hex`, by section.
final class Recording {

    private static final Map<String, List<byte[]>> SECTIONS = read();

    private Recording() {}

    static List<byte[]> bytes(String section) {
        return Objects.requireNonNull(SECTIONS.get(section));
    }

    static List<Frame> frames(String section) {
        return bytes(section).stream()
                .flatMap(bytes -> Frame.split(ByteBuffer.wrap(bytes)).stream())
                .toList();
    }

    static <T> List<T> decoded(String section, Class<T> type) {
        return frames(section).stream()
                .map(MessageDecoder::decode)
                .flatMap(Optional::stream)
                .map(type::cast)
                .toList();
    }

    static List<byte[]> all() {
        return SECTIONS.values().stream().flatMap(List::stream).toList();
    }

    private static Map<String, List<byte[]>> read() {
        Map<String, List<byte[]>> sections = new TreeMap<>();
        List<byte[]> current = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        Recording.class.getResourceAsStream("/rtnetlink.hex")),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                if (Character.isUpperCase(line.charAt(0))) {
                    current = new ArrayList<>();
                    sections.put(line, current);
                } else {
                    current.add(HexFormat.of().parseHex(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }
}
