package io.gingham.agent.bgpd.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.agent.bgpd.yaml.YamlNode.Scalar;
import io.gingham.agent.bgpd.yaml.YamlNode.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/// Reads a file of one document, token by token.
public final class YamlTree {

    private static final int MAX_CHARACTERS = 16 << 20;
    private static final int MAX_DEPTH = 50;

    private static final YAMLFactory YAML = factory();

    private final String file;
    private final YAMLParser parser;

    private YamlTree(String file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        return YAMLFactory.builder().loaderOptions(options).build();
    }

    /// @param file its name, for messages
    /// @throws ConfigException if it is no mapping in YAML
    public static Mapping read(String file, String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            YamlTree tree = new YamlTree(file, parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new ConfigException(new Place(file, 0, 0), "the file is empty");
            }
            YamlNode node = tree.node(first);
            if (parser.nextToken() != null) {
                throw new ConfigException(
                        tree.place(), "a second document begins here; expected one");
            }
            if (node instanceof Mapping mapping) {
                return mapping;
            }
            throw new ConfigException(
                    node.place(), "expected a mapping (key: value), seen " + node.describe());
        } catch (JsonProcessingException e) {
            throw notYaml(file, e.getLocation(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException(new Place(file, 0, 0), String.valueOf(e.getMessage()));
        }
    }

    private static ConfigException notYaml(
            String file, @Nullable JsonLocation at, @Nullable String message) {
        Place place =
                at == null
                        ? new Place(file, 0, 0)
                        : new Place(file, at.getLineNr(), at.getColumnNr());
        String reason = message == null ? "" : message.lines().findFirst().orElse("");
        return new ConfigException(place, "not YAML: " + reason);
    }

    private YamlNode node(JsonToken token) throws IOException {
        Place place = place();
        if (parser.isCurrentAlias()) {
            throw new ConfigException(
                    place,
                    "the alias *"
                            + parser.getText()
                            + " can't be used here; write the value, or use a peer group");
        }
        return switch (token) {
            case START_OBJECT -> mapping(place);
            case START_ARRAY -> sequence(place);
            case VALUE_NULL -> new Scalar(place, "");
            default -> new Scalar(place, parser.getText());
        };
    }

    private Mapping mapping(Place place) throws IOException {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            Place at = place();
            Mapping.Entry entry = new Mapping.Entry(at, node(parser.nextToken()));
            Mapping.Entry before = entries.putIfAbsent(key, entry);
            if (before != null) {
                throw new ConfigException(
                        at,
                        "'"
                                + key
                                + "' stands twice, first in line "
                                + before.key().line()
                                + "; remove one");
            }
        }
        return new Mapping(place, entries);
    }

    private Sequence sequence(Place place) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(node(token));
        }
        return new Sequence(place, items);
    }

    private Place place() {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(file, at.getLineNr(), at.getColumnNr());
    }
}
