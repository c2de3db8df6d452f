package io.gingham.policy.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `kind: List` is how kubectl prints several objects; a typed list (`PodList`) is how the API
/// answers, with items that leave their kind to the list.
final class TypedLists {

    private static final String LIST = "List";

    private TypedLists() {}

    /// The manifest, or in a list's place its items.
    static void addAll(Manifest manifest, List<Manifest> into) {
        String kind = String.valueOf(manifest.object().get("kind"));
        boolean list = kind.endsWith(LIST) && manifest.object().containsKey("items");
        if (!list) {
            into.add(manifest);
            return;
        }
        // Go writes an empty list as null.
        if (manifest.object().get("items") == null) {
            return;
        }
        if (!(manifest.object().get("items") instanceof List<?> items)) {
            throw new ManifestException(
                    manifest.file(), manifest.line("items"), "items: expected a list");
        }
        for (int i = 0; i < items.size(); i++) {
            String prefix = "items[" + i + "]";
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw new ManifestException(
                        manifest.file(), manifest.line(prefix), prefix + ": expected an object");
            }
            into.add(
                    new Manifest(
                            manifest.file(),
                            item(item, kind, manifest),
                            within(prefix, manifest.lines())));
        }
    }

    private static Map<String, Object> item(Map<?, ?> item, String kind, Manifest list) {
        Map<String, Object> object = new LinkedHashMap<>();
        item.forEach((key, value) -> object.put(String.valueOf(key), value));
        if (kind.length() > LIST.length()) {
            object.putIfAbsent("kind", kind.substring(0, kind.length() - LIST.length()));
            Object version = list.object().get("apiVersion");
            if (version != null) {
                object.putIfAbsent("apiVersion", version);
            }
        }
        return object;
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
}
