package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
}
