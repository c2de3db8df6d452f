package io.gingham.policy.manifest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/// Reads YAML, token by token, so that the line of each field is known.
public final class ManifestReader {

    /// Far above what an API server takes (1.5 MiB an object); below what fills a heap.
    private static final int MAX_CHARACTERS = 64 << 20;

    /// Objects and lists inside each other; what encoding/json takes of Kubernetes is 10,000, which
    /// nobody writes.
    private static final int MAX_DEPTH = 200;

    private static final YAMLFactory YAML = factory();

    private final String file;
    private final JsonParser parser;
    private final Map<String, Integer> lines = new HashMap<>();

    private ManifestReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /// All objects of a file; those of a `List` one by one.
    ///
    /// @param file its name, for messages
    /// @throws ManifestException if it isn't YAML, or holds something else than objects
    public static List<Manifest> read(String file, String text) {
        List<Manifest> manifests = new ArrayList<>();
        try (JsonParser parser = YAML.createParser(text)) {
            while (true) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return manifests;
                }
                if (token == JsonToken.VALUE_NULL || isEmpty(token, parser)) {
                    continue;
                }
                if (token != JsonToken.START_OBJECT) {
                    throw new ManifestException(
                            file,
                            parser.currentTokenLocation().getLineNr(),
                            "expected an object (a mapping), seen " + parser.getText());
                }
                ManifestReader reader = new ManifestReader(file, parser);
                Map<String, Object> object = reader.mapping("");
                addAll(new Manifest(file, object, reader.lines), manifests);
            }
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new ManifestException(
                    file,
                    location == null ? 0 : location.getLineNr(),
                    "not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ManifestException(file, 0, String.valueOf(e.getMessage()));
        }
    }

    /// A document of nothing.
    private static boolean isEmpty(JsonToken token, JsonParser parser) throws IOException {
        return token == JsonToken.VALUE_STRING && parser.getText().isEmpty();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    /// `kind: List` is how kubectl prints several objects.
    private static void addAll(Manifest manifest, List<Manifest> into) {
        boolean list = String.valueOf(manifest.object().get("kind")).endsWith("List");
        if (!list || !(manifest.object().get("items") instanceof List<?> items)) {
            into.add(manifest);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            String prefix = "items[" + i + "]";
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw new ManifestException(
                        manifest.file(), manifest.line(prefix), "expected an object");
            }
            Map<String, Object> object = new LinkedHashMap<>();
            item.forEach((key, value) -> object.put(String.valueOf(key), value));
            into.add(new Manifest(manifest.file(), object, within(prefix, manifest.lines())));
        }
    }

    private static Map<String, Integer> within(String prefix, Map<String, Integer> lines) {
        Map<String, Integer> inner = new HashMap<>();
        lines.forEach(
                (path, line) -> {
                    if (path.equals(prefix)) {
                        inner.put("", line);
                    } else if (path.startsWith(prefix + ".")) {
                        inner.put(path.substring(prefix.length() + 1), line);
                    }
                });
        return inner;
    }

    private Map<String, Object> mapping(String path) throws IOException {
        note(path);
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String at = path.isEmpty() ? name : path + "." + name;
            note(at);
            parser.nextToken();
            map.put(name, value(at));
        }
        return map;
    }

    private List<Object> list(String path) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String at = path + "[" + list.size() + "]";
            note(at);
            list.add(value(at));
        }
        return list;
    }

    /// The first mention counts: the key of a field, the begin of an item.
    private void note(String path) {
        lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
    }

    @SuppressWarnings("NullAway") // JSON's null is Java's, in maps and lists that allow it
    private @Nullable Object value(String path) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new ManifestException(
                    file,
                    parser.currentTokenLocation().getLineNr(),
                    "'*" + parser.getText() + "' is an alias; write out what it stands for");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(path);
            case START_ARRAY -> list(path);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default ->
                    throw new ManifestException(
                            file,
                            parser.currentTokenLocation().getLineNr(),
                            "unexpected " + parser.currentToken());
        };
    }
}
