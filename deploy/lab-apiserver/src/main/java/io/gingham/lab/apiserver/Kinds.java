package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// All kinds that are served: Kubernetes' own, and those that definitions in the store add.
final class Kinds {

    private final Definitions definitions = new Definitions();
    private final List<ApiKind> builtIn = BuiltInKinds.define(definitions);
    private final Map<String, List<ApiKind>> custom = new ConcurrentHashMap<>();

    Definitions definitions() {
        return definitions;
    }

    /// A definition was created or has changed.
    void define(JsonNode definition) {
        custom.put(Json.name(definition), CustomKinds.of(definition, definitions));
    }

    void forget(String definition) {
        custom.remove(definition);
    }

    List<ApiKind> all() {
        List<ApiKind> all = new ArrayList<>(builtIn);
        custom.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> all.addAll(entry.getValue()));
        return all;
    }

    private Stream<ApiKind> stream() {
        return Stream.concat(builtIn.stream(), custom.values().stream().flatMap(List::stream));
    }

    Optional<ApiKind> find(String group, String version, String plural) {
        return stream()
                .filter(
                        kind ->
                                kind.group().equals(group)
                                        && kind.version().equals(version)
                                        && kind.plural().equals(plural))
                .findFirst();
    }

    /// A kind of Kubernetes' own.
    ApiKind kind(String group, String kind) {
        return builtIn.stream().filter(each -> each.is(group, kind)).findFirst().orElseThrow();
    }

    /// The kind of an object, or of who owns it.
    Optional<ApiKind> of(String apiVersion, String kind) {
        return stream()
                .filter(each -> each.apiVersion().equals(apiVersion) && each.kind().equals(kind))
                .findFirst();
    }
}
