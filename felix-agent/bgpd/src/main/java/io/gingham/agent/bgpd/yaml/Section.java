package io.gingham.agent.bgpd.yaml;

import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.document.Seen;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A mapping whose keys are asked for one by one; a key that nobody asked for is unknown.
public final class Section {

    private final Mapping mapping;
    private final String what;
    private final Set<String> known = new LinkedHashSet<>();

    /// @param what it is, for messages: `a peer`
    public Section(Mapping mapping, String what) {
        this.mapping = mapping;
        this.what = what;
    }

    public static Section of(YamlNode node, String what) {
        if (node instanceof Mapping mapping) {
            return new Section(mapping, what);
        }
        throw new ConfigException(
                node.place(),
                "expected " + what + " as a mapping (key: value), seen " + node.describe());
    }

    public Place place() {
        return mapping.place();
    }

    /// @param read throws a [ConfigException] at the value
    public <T> Optional<T> find(String key, Function<YamlNode, T> read) {
        known.add(key);
        return Optional.ofNullable(mapping.entries().get(key))
                .map(entry -> read.apply(entry.value()));
    }

    public <T> T get(String key, Function<YamlNode, T> read, T otherwise) {
        return find(key, read).orElse(otherwise);
    }

    public <T> T require(String key, Function<YamlNode, T> read) {
        return find(key, read)
                .orElseThrow(
                        () -> new ConfigException(place(), what + " needs '" + key + "'; add it"));
    }

    /// Where the key's value stands, or the section if it has none.
    public Place placeOf(String key) {
        Mapping.Entry entry = mapping.entries().get(key);
        return entry == null ? place() : entry.value().place();
    }

    /// After all keys were asked for.
    ///
    /// @throws ConfigException if there is another one
    public void end() {
        mapping.entries()
                .forEach(
                        (key, entry) -> {
                            if (!known.contains(key)) {
                                throw new ConfigException(entry.key(), unknown(key));
                            }
                        });
    }

    private String unknown(String key) {
        return "%s has no key '%s'; %sknown are: %s"
                .formatted(what, key, Seen.meaning(key, known), String.join(", ", known));
    }

    /// Calls what may refuse its arguments; a refusal is told with this section's place.
    public <T> T checked(java.util.function.Supplier<T> maker) {
        return checked(place(), maker);
    }

    /// As [#checked], at a place.
    public static <T> T checked(Place place, java.util.function.Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place, String.valueOf(e.getMessage()));
        }
    }
}
