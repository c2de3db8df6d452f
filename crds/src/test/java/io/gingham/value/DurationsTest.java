package io.gingham.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "90s, PT90S",
        "1h30m, PT90M",
        "500ms, PT0.5S",
        "2m, PT2M",
        "1m30s, PT90S",
        "1.5s, PT1.5S",
        "0.1h, PT6M",
        "999999999h, PT999999999H",
        "1m0.000000001s, PT1M0.000000001S",
    })
    void areReadAsKubernetesWritesThem(String text, Duration expected) {
        assertEquals(expected, Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "-1s", "1s ", "1.s", ".5s", "1d", "1000000000s", "1s2"})
    void anythingElseIsRefusedWithAnExample(String text) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> Durations.parse(text))
                        .getMessage();
        assertTrue(String.valueOf(message).contains("90s, 2m or 1h30m"), message);
    }
}
