package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gingham.agent.cluster.Durations;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 179",
        "192.0.2.1:1790, 192.0.2.1, 1790",
        "2001:db8::1, 2001:db8::1, 179",
        "[2001:db8::1], 2001:db8::1, 179",
        "[2001:db8::1]:1790, 2001:db8::1, 1790"
    })
    void readsAnAddressWithAnOptionalPort(String text, String address, int port) {
        assertEquals(address, HostPort.parse(text).address().toString());
        assertEquals(port, HostPort.parse(text).port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tor",
                "192.0.2.1:",
                "192.0.2.1:0",
                "192.0.2.1:65536",
                "192.0.2.1:bgp",
                "[2001:db8::1",
                "[2001:db8::1]179"
            })
    void refusesAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"90s, 90000", "2m, 120000", "1h30m, 5400000", "500ms, 500", "1m30s, 90000"})
    void readsDurationsAsKubernetesWritesThem(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "-1s", "1.5s", "90s ", "1d"})
    void refusesDurationsInAnyOtherForm(String text) {
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    }
}
