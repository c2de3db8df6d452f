package io.gingham.policy.selector;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a selector is evaluated on.
@FunctionalInterface
public interface Labels {

    /// The value, or null if there is no such label.
    @Nullable String get(String name);

    static Labels of(Map<String, String> labels) {
        return labels::get;
    }
}
