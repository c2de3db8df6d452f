package io.gingham.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Kubernetes writes them (`metav1.Duration`): `90s`, `2m`, `1h30m`, `500ms`, `1.5s`,
/// `0`.
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private Durations() {}

    /// @throws IllegalArgumentException if the text is anything else
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Duration sum = Duration.ZERO;
        Matcher matcher = PART.matcher(text);
        int position = 0;
        while (matcher.find() && matcher.start() == position) {
            position = matcher.end();
            Duration unit =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(1);
                        case "s" -> Duration.ofSeconds(1);
                        case "m" -> Duration.ofMinutes(1);
                        default -> Duration.ofHours(1);
                    };
            sum = sum.plus(times(unit, new BigDecimal(matcher.group(1))));
        }
        if (position == 0 || position != text.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; expected the form 90s, 2m or 1h30m");
        }
        return sum;
    }

    /// Below a nanosecond it is cut off.
    private static Duration times(Duration unit, BigDecimal count) {
        BigInteger nanos = count.multiply(BigDecimal.valueOf(unit.toNanos())).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
