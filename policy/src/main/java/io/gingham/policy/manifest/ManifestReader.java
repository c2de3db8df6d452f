package io.gingham.policy.manifest;

import io.gingham.document.FieldPath;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/// Reads YAML as kubectl does (documents, aliases, merge keys, lists of objects), with the line of
/// each field. What plain words mean is in [PlainScalars].
public final class ManifestReader {

    /// Far above what an API server takes (1.5 MiB an object); below what fills a heap.
    private static final int MAX_CHARACTERS = 64 << 20;

    /// Objects and lists inside each other; what encoding/json takes of Kubernetes is 10,000, which
    /// nobody writes.
    private static final int MAX_DEPTH = 200;

    private static final int MAX_ALIASES = 10_000;

    /// Values of one document that aliases stand for, counted each time.
    private static final int MAX_REPEATED = 100_000;

    private final String file;
    private final int firstLine;
    private Map<String, Integer> lines = new HashMap<>();
    private final Deque<Node> within = new ArrayDeque<>();
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int repeated;

    private ManifestReader(String file, int firstLine) {
        this.file = file;
        this.firstLine = firstLine;
    }

    /// What a file holds.
    ///
    /// @param manifests all objects that can be read; those of a `List` one by one
    /// @param faults a document each that can't
    public record Contents(List<Manifest> manifests, List<ManifestException> faults) {
        public Contents {
            manifests = List.copyOf(manifests);
            faults = List.copyOf(faults);
        }
    }

    /// All objects of a file; those of a `List` one by one.
    ///
    /// @param file its name, for messages
    /// @throws ManifestException if a document isn't YAML, or is something else than an object
    public static List<Manifest> read(String file, String text) {
        Contents contents = contents(file, text);
        if (!contents.faults().isEmpty()) {
            throw contents.faults().getFirst();
        }
        return contents.manifests();
    }

    /// The same, but a document that can't be read doesn't keep the others from being.
    public static Contents contents(String file, String text) {
        List<Manifest> manifests = new ArrayList<>();
        List<ManifestException> faults = new ArrayList<>();
        for (Documents.Part part : Documents.of(text)) {
            try {
                new ManifestReader(file, part.firstLine()).document(part.text(), manifests);
            } catch (ManifestException e) {
                faults.add(e);
            }
        }
        return new Contents(manifests, faults);
    }

    private void document(String text, List<Manifest> into) {
        for (Node root : compose(text)) {
            if (root instanceof MappingNode mapping) {
                lines = new HashMap<>();
                Map<String, Object> object = mapping(mapping, "");
                TypedLists.addAll(new Manifest(file, object, lines), into);
            } else if (!(root instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL))) {
                throw fault(
                        root.getStartMark(),
                        "expected an object (a mapping), seen "
                                + (root instanceof ScalarNode scalar
                                        ? "'" + scalar.getValue() + "'"
                                        : "a list"));
            }
        }
    }

    private List<Node> compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        DumperOptions unused = new DumperOptions();
        Yaml yaml =
                new Yaml(
                        new SafeConstructor(options),
                        new Representer(unused),
                        unused,
                        options,
                        new PlainScalars());
        try {
            List<Node> nodes = new ArrayList<>();
            yaml.composeAll(new StringReader(text)).forEach(nodes::add);
            return nodes;
        } catch (MarkedYAMLException e) {
            throw fault(e.getProblemMark(), "not YAML: " + firstLine(e.getProblem()));
        } catch (YAMLException e) {
            throw fault(null, "not YAML: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private int line(Node node) {
        return firstLine + node.getStartMark().getLine();
    }

    private ManifestException fault(@Nullable Mark mark, String text) {
        return new ManifestException(file, mark == null ? 0 : firstLine + mark.getLine(), text);
    }

    private Map<String, Object> mapping(MappingNode node, String path) {
        lines.putIfAbsent(path, line(node));
        Map<String, Object> map = new LinkedHashMap<>();
        List<NodeTuple> merged = new ArrayList<>();
        for (NodeTuple field : node.getValue()) {
            if (field.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(field);
                continue;
            }
            String name = name(field.getKeyNode());
            if (map.containsKey(name)) {
                throw fault(
                        field.getKeyNode().getStartMark(),
                        "duplicate key '" + name + "': one of the two would be lost");
            }
            put(field, name, path, map);
        }
        for (NodeTuple field : merged) {
            merge(field.getValueNode(), path, map);
        }
        return map;
    }

    @SuppressWarnings("NullAway") // JSON's null is Java's, in maps that allow it
    private void put(NodeTuple field, String name, String path, Map<String, Object> map) {
        String at = FieldPath.field(path, name);
        lines.putIfAbsent(at, line(field.getKeyNode()));
        map.put(name, value(field.getValueNode(), at));
    }

    /// `<<: *base`, or a list of such: fields that are not there already, the first one's first.
    private void merge(Node from, String path, Map<String, Object> into) {
        switch (from) {
            case MappingNode mapping -> {
                enter(mapping);
                for (NodeTuple field : mapping.getValue()) {
                    if (field.getKeyNode().getTag().equals(Tag.MERGE)) {
                        merge(field.getValueNode(), path, into);
                    } else if (!into.containsKey(name(field.getKeyNode()))) {
                        put(field, name(field.getKeyNode()), path, into);
                    }
                }
                within.pop();
            }
            case SequenceNode list -> list.getValue().forEach(item -> merge(item, path, into));
            default ->
                    throw fault(
                            from.getStartMark(),
                            "'<<' merges a mapping (or a list of them); seen something else");
        }
    }

    private String name(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw fault(key.getStartMark(), "a key must be a word");
    }

    private void enter(Node node) {
        if (within.contains(node)) {
            throw fault(node.getStartMark(), "an alias stands for something that it is part of");
        }
        if (!seen.add(node) && ++repeated > MAX_REPEATED) {
            throw fault(
                    node.getStartMark(), "aliases stand for more than " + MAX_REPEATED + " values");
        }
        within.push(node);
    }

    private @Nullable Object value(Node node, String path) {
        enter(node);
        Object value =
                switch (node) {
                    case MappingNode mapping -> mapping(mapping, path);
                    case SequenceNode sequence -> list(sequence, path);
                    case ScalarNode scalar -> scalar(scalar);
                    default -> throw fault(node.getStartMark(), "unexpected " + node.getNodeId());
                };
        within.pop();
        return value;
    }

    @SuppressWarnings("NullAway") // JSON's null is Java's, in lists that allow it
    private List<Object> list(SequenceNode node, String path) {
        List<Object> list = new ArrayList<>();
        for (Node item : node.getValue()) {
            String at = FieldPath.item(path, list.size());
            lines.putIfAbsent(at, line(item));
            list.add(value(item, at));
        }
        return list;
    }

    private @Nullable Object scalar(ScalarNode scalar) {
        Optional<Object> value = PlainScalars.value(scalar.getTag(), scalar.getValue());
        if (value.isEmpty() && !scalar.getTag().equals(Tag.NULL)) {
            throw fault(
                    scalar.getStartMark(),
                    "'" + scalar.getValue() + "' is no " + scalar.getTag().getValue());
        }
        return value.orElse(null);
    }
}
