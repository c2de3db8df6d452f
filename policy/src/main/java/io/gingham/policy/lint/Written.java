package io.gingham.policy.lint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Parts of an object, in its author's own words.
final class Written {

    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([0-9]+)]");

    private Written() {}

    /// @param path `spec.ingress[0].from[1].podSelector`
    static Optional<Object> at(Map<?, ?> object, String path) {
        @Nullable Object at = object;
        Matcher steps = STEP.matcher(path);
        while (at != null && steps.find()) {
            String index = steps.group(2);
            if (index == null) {
                at = at instanceof Map<?, ?> map ? map.get(steps.group(1)) : null;
            } else {
                int number = Integer.parseInt(index);
                at = at instanceof List<?> list && number < list.size() ? list.get(number) : null;
            }
        }
        return Optional.ofNullable(at);
    }

    /// On one line, as YAML: `{matchLabels: {app: web}}`.
    static String text(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(Written::text).collect(Collectors.joining(", ", "[", "]"));
            case null -> "null";
            default -> String.valueOf(value);
        };
    }
}
