package io.gingham.bench.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An HTTP/1.1 request, its body read and dropped.
///
/// @param query decoded; of a name that occurs twice the last
/// @param headers by name in small letters
record HttpRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers) {

    private static final int HEAD_LIMIT = 64 << 10;

    /// @return empty if the client has no more requests
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        String[] words = lines[0].split(" ");
        if (words.length < 2) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
        String[] target = words[1].split("\\?", 2);
        return Optional.of(
                new HttpRequest(
                        words[0],
                        target[0],
                        query(target.length == 1 ? "" : target[1]),
                        Map.copyOf(headers)));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.append((char) octet);
            if (head.length() > HEAD_LIMIT) {
                throw new IOException("a request's head of more than " + HEAD_LIMIT + " octets");
            }
        }
        return head.toString();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] sides = pair.split("=", 2);
            if (sides.length == 2) {
                query.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
        }
        return Map.copyOf(query);
    }

    boolean isWatch() {
        return "true".equals(query.get("watch")) || "1".equals(query.get("watch"));
    }

    boolean wantsWebSocket() {
        return headers.containsKey("sec-websocket-key");
    }

    /// 0 if absent, or no number.
    long number(String name) {
        String text = query.getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
