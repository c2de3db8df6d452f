package io.gingham.policy.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tables that others wrote.
public final class PublicCases {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private PublicCases() {}

    /// The rows under `cases`.
    public static List<Map<?, ?>> table(String file) {
        try {
            Map<?, ?> content =
                    YAML.readValue(CaseFiles.folder().resolve(file).toFile(), Map.class);
            return objects(content.get("cases"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Map<?, ?>> objects(@Nullable Object list) {
        return ((List<?>) (list == null ? List.of() : list))
                .stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList();
    }

    public static List<Map<String, String>> maps(@Nullable Object list) {
        return objects(list).stream().map(PublicCases::texts).toList();
    }

    private static Map<String, String> texts(Map<?, ?> map) {
        Map<String, String> texts = new TreeMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        return texts;
    }
}
