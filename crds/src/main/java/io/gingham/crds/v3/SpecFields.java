package io.gingham.crds.v3;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a spec from a few of its fields, by their names: most of its many are absent nearly
/// always.
final class SpecFields {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SpecFields() {}

    /// @param fields by name; null is absent
    static <S> S read(Class<S> type, Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> given = new HashMap<>(fields);
        given.values().removeIf(Objects::isNull);
        return MAPPER.convertValue(given, type);
    }
}
