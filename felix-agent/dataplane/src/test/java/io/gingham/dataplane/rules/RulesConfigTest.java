package io.gingham.dataplane.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gingham.dataplane.rules.RulesConfig.EndpointToHost;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesConfigTest {

    @Test
    void directionsHaveTheirOwnMarkBits() {
        RulesConfig.Marks marks = RulesConfig.DEFAULT.marks();
        assertEquals(0xf0000, marks.all());
        assertEquals(0, marks.egress() & marks.ingress());
        assertThrows(
                IllegalArgumentException.class,
                () -> new RulesConfig("cali", 0x7, EndpointToHost.ACCEPT, true, List.of()));
    }
}
