package io.gingham.agent.cluster;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Kubernetes writes them (`metav1.Duration`): `90s`, `2m`, `1h30m`, `500ms`.
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Durations() {}

    /// @throws IllegalArgumentException if the text is anything else
    public static Duration parse(String text) {
        Duration sum = Duration.ZERO;
        Matcher matcher = PART.matcher(text);
        int position = 0;
        while (matcher.find() && matcher.start() == position) {
            position = matcher.end();
            long count = Long.parseLong(matcher.group(1));
            sum =
                    sum.plus(
                            switch (matcher.group(2)) {
                                case "ms" -> Duration.ofMillis(count);
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                default -> Duration.ofHours(count);
                            });
        }
        if (position == 0 || position != text.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; expected the form 90s, 2m or 1h30m");
        }
        return sum;
    }
}
