package io.gingham.agent.bgpd.yaml;

import io.gingham.document.Seen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a YAML file.
public sealed interface YamlNode {

    Place place();

    /// As a person would call it.
    String describe();

    /// @param text as it is written, without quotes; empty for nothing
    record Scalar(Place place, String text) implements YamlNode {
        private static final int SHOWN = 60;

        @Override
        public String describe() {
            if (text.isEmpty()) {
                return "nothing";
            }
            return "'" + Seen.cut(text, SHOWN) + "'";
        }
    }

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /// @param entries in the file's order
    record Mapping(Place place, Map<String, Entry> entries) implements YamlNode {

        /// @param key where the key stands
        public record Entry(Place key, YamlNode value) {}

        public Mapping {
            entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String describe() {
            return "a mapping";
        }

        /// These entries, and those of the other that have no namesake here.
        public Mapping over(Mapping other) {
            Map<String, Entry> all = new LinkedHashMap<>(other.entries);
            all.putAll(entries);
            return new Mapping(place, all);
        }
    }
}
