package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// How long ago something was, in few letters: `38s`, `5m12s`, `3h4m`, `2d`.
final class Ages {

    private Ages() {}

    static String since(JsonNode timestamp, Instant now) {
        try {
            return of(Duration.between(Instant.parse(timestamp.asText()), now));
        } catch (DateTimeParseException e) {
            return "<unknown>";
        }
    }

    /// As Kubernetes shortens: two units only where the larger one is small.
    static String of(Duration given) {
        Duration age = given.isNegative() ? Duration.ZERO : given;
        if (age.toSeconds() < 120) {
            return age.toSeconds() + "s";
        }
        if (age.toMinutes() < 10) {
            return two(age.toMinutes(), "m", age.toSecondsPart(), "s");
        }
        if (age.toHours() < 3) {
            return age.toMinutes() + "m";
        }
        if (age.toHours() < 8) {
            return two(age.toHours(), "h", age.toMinutesPart(), "m");
        }
        if (age.toHours() < 48) {
            return age.toHours() + "h";
        }
        return age.toDays() < 8
                ? two(age.toDays(), "d", age.toHoursPart(), "h")
                : age.toDays() + "d";
    }

    private static String two(long large, String unit, int small, String smallUnit) {
        return small == 0 ? large + unit : large + unit + small + smallUnit;
    }
}
